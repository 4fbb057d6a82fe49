using Azure.Core;
using CauseFlow.Collection.Runs;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>The tokens of one run for one audience, as Azure's library wants them.</summary>
internal sealed class LeaseCredential(LeaseTokens tokens, string audience) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Every call of the collector is asynchronous.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var (token, expiresAt) = await tokens.TokenAsync(audience, cancellationToken);
        return new AccessToken(token, expiresAt);
    }

    public override string ToString() => $"LeaseCredential {{ Audience = {audience}, [redacted] }}";
}
