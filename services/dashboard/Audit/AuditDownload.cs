using CauseFlow.Dashboard.Shell;

namespace CauseFlow.Dashboard.Audit;

internal static class AuditDownload
{
    /// <summary>The whole chain, one JSON object a line.</summary>
    public static void MapAuditDownload(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/audit/causeflow-audit.ndjson", (Download download) => download.SendAsync(
            "v1/audit/export", "application/x-ndjson", "causeflow-audit.ndjson")).RequireAuthorization();
}
