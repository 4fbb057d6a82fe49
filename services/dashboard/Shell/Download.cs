using CauseFlow.Dashboard.Api;
using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// What the API answers, as a file: the browser has an address of this page, and the credential stays on the server.
/// </summary>
public sealed class Download(CauseFlowApi api, CallerCredential caller, IHttpContextAccessor accessor)
{
    /// <param name="path">Of the API.</param>
    /// <param name="contentType">Of the file.</param>
    /// <param name="fileName">Plain letters, digits, dots and dashes.</param>
    public async Task SendAsync(string path, string contentType, string fileName)
    {
        var http = accessor.HttpContext!;
        caller.Use(http.User);
        try
        {
            using var answer = await api.OpenAsync(path, null, null, http.RequestAborted);
            http.Response.ContentType = contentType;

            // Never shown in place: what it holds comes from outside.
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
            http.Response.Headers.CacheControl = "no-store";
            await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
        catch (ApiException exception)
        {
            http.Response.StatusCode = exception.Status == ApiException.NoAnswer ? StatusCodes.Status502BadGateway : exception.Status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(exception.Message, http.RequestAborted);
        }
    }
}
