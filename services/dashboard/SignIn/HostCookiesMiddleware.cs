using Microsoft.Extensions.Primitives;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Over https the cookies that let somebody in are called <c>__Host-…</c> in the browser: it takes such a cookie from this very host
/// alone, so that a sibling (wiki.example.com) cannot plant a session of its own for the whole domain. Without https, which is this
/// machine alone, browsers do not take that name.
/// </summary>
internal sealed class HostCookiesMiddleware(RequestDelegate next)
{
    public const string Prefix = "__Host-";

    /// <summary>Beginnings: a long cookie is in pieces.</summary>
    private static readonly string[] Names = [Sessions.CookieName, SignInRegistration.FormCookie, SignInEndpoints.AskAgainCookie];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.IsHttps)
        {
            context.Request.Headers.Cookie = Incoming(context.Request.Headers.Cookie);
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.SetCookie = Outgoing(context.Response.Headers.SetCookie);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    /// <summary>Those of the browser by the names that they have here; one that came without the prefix was planted.</summary>
    private static StringValues Incoming(StringValues header)
    {
        var kept = header.SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(cookie => !IsOurs(cookie))
            .Select(cookie => cookie.StartsWith(Prefix, StringComparison.Ordinal) && IsOurs(cookie[Prefix.Length..])
                ? cookie[Prefix.Length..] : cookie);
        return string.Join("; ", kept) is { Length: > 0 } cookies ? cookies : StringValues.Empty;
    }

    private static StringValues Outgoing(StringValues header) =>
        new([.. header.Select(cookie => cookie is not null && IsOurs(cookie) ? Prefix + cookie : cookie)]);

    private static bool IsOurs(string cookie) => Names.Any(name => cookie.StartsWith(name, StringComparison.Ordinal));
}
