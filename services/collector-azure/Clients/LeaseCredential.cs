using Azure.Core;
using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// The tokens of one run as Azure's library wants them: each audience is redeemed at the broker when it is first needed.
/// Forgetting ends every later call of the run.
/// </summary>
internal sealed class LeaseCredential(LeaseSession session, string audience) : TokenCredential
{
    private volatile bool _isForgotten;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Every call of the collector is asynchronous.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext,
        CancellationToken cancellationToken)
    {
        if (_isForgotten)
        {
            throw new PermanentCollectionException(
                RefusalReason.LeaseClosed, "The lease is closed and its session dropped.", "None needed.");
        }

        var redeemed = await session.RedeemAsync(audience, cancellationToken);
        return redeemed.Credentials.AccessToken is { Length: > 0 } token
            ? new AccessToken(token, redeemed.ExpiresAt)
            : throw new PermanentCollectionException(
                RefusalReason.ProviderError, "The broker's answer holds no access token.",
                    "Look at the credential broker's log.");
    }

    public void Forget() => _isForgotten = true;

    public override string ToString() => $"LeaseCredential {{ Audience = {audience}, [redacted] }}";
}
