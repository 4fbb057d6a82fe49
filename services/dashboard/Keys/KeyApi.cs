using CauseFlow.Dashboard.Keys;

namespace CauseFlow.Dashboard.Api;

/// <summary>The tenant's API keys.</summary>
public sealed partial class CauseFlowApi
{
    internal Task<ApiPage<ApiKey>> KeysAsync(string? cursor, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<ApiKey>>($"v1/api-keys?limit=100{Said("cursor", cursor)}", cancellationToken);

    /// <summary>The key itself is in the first answer alone.</summary>
    internal Task<ApiKey> CreateKeyAsync(string name, IReadOnlyList<string> roles, CancellationToken cancellationToken) =>
        CreateAsync<ApiKey>("v1/api-keys", new { name, roles }, cancellationToken);

    internal Task RevokeKeyAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"v1/api-keys/{Segment(id)}", null, cancellationToken);
}
