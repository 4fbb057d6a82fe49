namespace CauseFlow.Dashboard.Api;

/// <summary>
/// Where the person's browser is, as the gateway wrote it when it brought the request for this page. Shown to the gateway with each call,
/// it stands in the audit log in place of the dashboard's own address. It is no secret, and nobody else can write one.
/// </summary>
public sealed class PersonAddress(IHttpContextAccessor http)
{
    internal const string HeaderName = "X-CauseFlow-Person-Address";
    private string? told;

    /// <summary>For a page that has a connection: the request that opened it is over.</summary>
    public void Use(string? word) => told = word;

    internal static string? Of(HttpContext context) => context.Request.Headers[HeaderName] is [{ Length: > 0 } word] ? word : null;

    internal void ApplyTo(HttpRequestMessage request)
    {
        if ((told ?? (http.HttpContext is { } context ? Of(context) : null)) is { } word)
        {
            request.Headers.TryAddWithoutValidation(HeaderName, word);
        }
    }
}
