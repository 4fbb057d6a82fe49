using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>
/// The tokens of one run: each audience is redeemed at the broker when it is first needed. Forgetting ends every later call of
/// the run.
/// </summary>
internal sealed class LeaseTokens(LeaseSession session) : IAccessTokens
{
    private volatile bool _isForgotten;

    public async Task<string> TokenAsync(string audience, CancellationToken cancellationToken)
    {
        if (_isForgotten)
        {
            throw new PermanentCollectionException(
                RefusalReason.LeaseClosed, "The lease is closed and its session dropped.", "None needed.");
        }

        var redeemed = await session.RedeemAsync(audience, cancellationToken);
        return redeemed.Credentials.AccessToken is { Length: > 0 } token
            ? token
            : throw new PermanentCollectionException(
                RefusalReason.ProviderError, "The broker's answer holds no access token.", "Look at the credential broker's log.");
    }

    public void Forget() => _isForgotten = true;

    public override string ToString() => "LeaseTokens { [redacted] }";
}
