using CauseFlow.Dashboard.Audit;

namespace CauseFlow.Dashboard.Api;

/// <summary>The audit chain.</summary>
public sealed partial class CauseFlowApi
{
    internal Task<ApiPage<AuditRecord>> AuditAsync(
        AuditFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<AuditRecord>>($"v1/audit?limit={limit}" + Said("action", filter.Action) + Said("actor", filter.Actor)
            + Said("subject", filter.Subject) + Said("from", filter.From?.UtcDateTime.ToString("O"))
            + Said("to", filter.To?.UtcDateTime.ToString("O")) + Said("cursor", cursor), cancellationToken);

    internal Task<AuditCheck> VerifyAuditAsync(CancellationToken cancellationToken) =>
        SendAsync<AuditCheck>(HttpMethod.Post, "v1/audit/verify", null, cancellationToken);

    private static string Said(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Segment(value)}";
}
