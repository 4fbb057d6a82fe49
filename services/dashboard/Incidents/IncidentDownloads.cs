using CauseFlow.Dashboard.Shell;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>The case as a file, and its draft as text: a browser saves and copies what has an address of its own.</summary>
internal static class IncidentDownloads
{
    public static void MapIncidentDownloads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/incidents/{id}/case.json", (string id, Download download) =>
            SendAsync(download, id, "json", "application/json", "json")).RequireAuthorization();
        endpoints.MapGet("/incidents/{id}/post-mortem.md", (string id, Download download) =>
            SendAsync(download, id, "markdown", "text/markdown; charset=utf-8", "md")).RequireAuthorization();
    }

    private static Task SendAsync(Download download, string id, string format, string contentType, string ending) => download.SendAsync(
        $"v1/incidents/{Uri.EscapeDataString(id)}/export?format={format}", contentType, $"{FileName(id)}.{ending}");

    private static string FileName(string id) => new([.. id.Where(char.IsAsciiLetterOrDigit).Take(40)]);
}
