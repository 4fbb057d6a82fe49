using CauseFlow.Contracts;

namespace CauseFlow.Collection.Runs;

/// <summary>
/// The access tokens of one run: each audience is redeemed at the broker when it is first needed. Forgetting ends every later
/// call of the run.
/// </summary>
public sealed class LeaseTokens(LeaseSession session)
{
    private volatile bool _isForgotten;

    /// <param name="audience">One of <see cref="CredentialAudiences"/>.</param>
    /// <param name="cancellationToken">Ends the caller's waiting.</param>
    /// <exception cref="CollectionException">The lease is closed, or the broker refuses or cannot.</exception>
    public async Task<(string Token, DateTimeOffset ExpiresAt)> TokenAsync(string audience, CancellationToken cancellationToken)
    {
        if (_isForgotten)
        {
            throw new PermanentCollectionException(
                RefusalReason.LeaseClosed, "The lease is closed and its session dropped.", "None needed.");
        }

        var redeemed = await session.RedeemAsync(audience, cancellationToken);
        return redeemed.Credentials.AccessToken is { Length: > 0 } token
            ? (token, redeemed.ExpiresAt)
            : throw new PermanentCollectionException(
                RefusalReason.ProviderError, "The broker's answer holds no access token.", "Look at the credential broker's log.");
    }

    public void Forget() => _isForgotten = true;

    public override string ToString() => "LeaseTokens { [redacted] }";
}
