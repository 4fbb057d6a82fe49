using CauseFlow.Dashboard.Integrations;

namespace CauseFlow.Dashboard.Api;

/// <summary>Connected accounts and the secrets that some of them need.</summary>
public sealed partial class CauseFlowApi
{
    /// <summary>All of them; a tenant has a handful.</summary>
    internal async Task<IReadOnlyList<Integration>> IntegrationsAsync(CancellationToken cancellationToken)
    {
        var all = new List<Integration>();
        string? cursor = null;
        do
        {
            var page = await GetAsync<ApiPage<Integration>>(
                $"v1/integrations?limit=100{(cursor is null ? "" : $"&cursor={Segment(cursor)}")}", cancellationToken);
            all.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null && all.Count < 1_000);
        return all;
    }

    internal Task<Integration> IntegrationAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<Integration>($"v1/integrations/{Segment(id)}", cancellationToken);

    /// <param name="cloud"><c>aws</c>, <c>azure</c> or <c>gcp</c>.</param>
    /// <param name="query">Such as <c>region=eu-west-1</c>; null for none.</param>
    /// <param name="cancellationToken">The page is gone.</param>
    internal Task<T> SetupAsync<T>(string cloud, string? query, CancellationToken cancellationToken) =>
        GetAsync<T>($"v1/integrations/{cloud}/setup{(query is null ? "" : "?" + query)}", cancellationToken);

    /// <summary>The secret goes over once, here.</summary>
    internal Task<HandedIn> HandInAsync(object credential, CancellationToken cancellationToken) =>
        CreateAsync<HandedIn>("v1/credentials", credential, cancellationToken);

    /// <summary>One that no integration took.</summary>
    internal Task ForgetAsync(string credentialId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"v1/credentials/{Segment(credentialId)}", null, cancellationToken);

    internal Task<Integration> ConnectAsync(string cloud, object request, CancellationToken cancellationToken) =>
        CreateAsync<Integration>($"v1/integrations/{cloud}/connect", request, cancellationToken, PatientClientName);

    internal Task<Integration> TestAsync(string id, CancellationToken cancellationToken) =>
        SendAsync<Integration>(HttpMethod.Post, $"v1/integrations/{Segment(id)}/test", new { }, cancellationToken, PatientClientName);

    internal Task<Integration> ChangeAsync(string id, object change, CancellationToken cancellationToken) =>
        SendAsync<Integration>(HttpMethod.Patch, $"v1/integrations/{Segment(id)}", change, cancellationToken, PatientClientName);

    internal Task<Integration> RotateExternalIdAsync(string id, CancellationToken cancellationToken) =>
        SendAsync<Integration>(HttpMethod.Post, $"v1/integrations/{Segment(id)}/rotate-external-id", new { }, cancellationToken);

    internal Task DisconnectAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"v1/integrations/{Segment(id)}", null, cancellationToken);

    /// <summary>A bounded number of cases; the answer says how many are left.</summary>
    internal Task<Erased> EraseEvidenceAsync(string id, CancellationToken cancellationToken) =>
        SendAsync<Erased>(HttpMethod.Delete, $"v1/integrations/{Segment(id)}/evidence", null, cancellationToken, PatientClientName);

    /// <summary>The newest first.</summary>
    internal Task<ApiPage<Session>> SessionsAsync(string id, string? cursor, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<Session>>($"v1/integrations/{Segment(id)}/leases?limit=10{Said("cursor", cursor)}", cancellationToken);
}
