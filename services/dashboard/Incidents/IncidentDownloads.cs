using CauseFlow.Dashboard.Api;
using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>The case as a file, and its draft as text: a browser saves and copies what has an address of its own.</summary>
internal static class IncidentDownloads
{
    public static void MapIncidentDownloads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/incidents/{id}/case.json", (string id, HttpContext http, CauseFlowApi api, CallerCredential caller) =>
            SendAsync(http, api, caller, id, "json", "application/json", "json", http.RequestAborted)).RequireAuthorization();
        endpoints.MapGet("/incidents/{id}/post-mortem.md", (string id, HttpContext http, CauseFlowApi api, CallerCredential caller) =>
            SendAsync(http, api, caller, id, "markdown", "text/markdown; charset=utf-8", "md", http.RequestAborted)).RequireAuthorization();
    }

    private static async Task SendAsync(
        HttpContext http, CauseFlowApi api, CallerCredential caller, string id, string format, string contentType, string ending,
        CancellationToken cancellationToken)
    {
        caller.Use(http.User);
        try
        {
            using var answer = await api.OpenAsync(
                $"v1/incidents/{Uri.EscapeDataString(id)}/export?format={format}", null, null, cancellationToken);
            http.Response.ContentType = contentType;

            // Never shown in place: what it holds comes from outside.
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(id)}.{ending}\"";
            http.Response.Headers.CacheControl = "no-store";
            await answer.Content.CopyToAsync(http.Response.Body, cancellationToken);
        }
        catch (ApiException exception)
        {
            http.Response.StatusCode = exception.Status == ApiException.NoAnswer ? StatusCodes.Status502BadGateway : exception.Status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(exception.Message, cancellationToken);
        }
    }

    private static string FileName(string id) => new([.. id.Where(char.IsAsciiLetterOrDigit).Take(40)]);
}
