using CauseFlow.Collection.Runs;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>The tokens of a run as they come from its lease.</summary>
internal sealed class GcpTokens(LeaseTokens tokens) : IAccessTokens
{
    public async Task<string> TokenAsync(string audience, CancellationToken cancellationToken) =>
        (await tokens.TokenAsync(audience, cancellationToken)).Token;
}
