using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CauseFlow.ServiceDefaults.Cookies;

/// <summary>
/// Over https some cookies are called <c>__Host-…</c> in the browser: it takes such a cookie from this very host alone, so that a sibling
/// (wiki.example.com) cannot plant one for the whole domain. Without https, which is this machine alone, browsers do not take that name.
/// </summary>
/// <param name="names">Beginnings of names as the program knows them: a long cookie is in pieces, and some end in what they are for.</param>
public sealed partial class HostCookies(params string[] names)
{
    /// <summary>What the name begins with in the browser.</summary>
    public const string Prefix = "__Host-";

    /// <summary>For a request over https; over anything else both names are the same.</summary>
    public void Bind(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Request.IsHttps)
        {
            return;
        }

        context.Request.Headers.Cookie = Incoming(context.Request.Headers.Cookie);
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.SetCookie = Outgoing(context.Response.Headers.SetCookie);
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// Those of the browser by the names that they have here; one that came without the prefix was planted. The header is made anew from
    /// plain pairs: the framework does not tell cases apart, and parsers differ in what they make of commas, quotes and blanks.
    /// </summary>
    public StringValues Incoming(StringValues header)
    {
        var kept = header.SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(cookie => Pair().IsMatch(cookie) && !IsOurs(cookie, StringComparison.OrdinalIgnoreCase))
            .Select(cookie => cookie.StartsWith(Prefix, StringComparison.Ordinal) && IsOurs(cookie[Prefix.Length..], StringComparison.Ordinal)
                ? cookie[Prefix.Length..] : cookie);
        return string.Join("; ", kept) is { Length: > 0 } cookies ? cookies : StringValues.Empty;
    }

    /// <summary>What is set, by the names for the browser.</summary>
    public StringValues Outgoing(StringValues header) =>
        new([.. header.Select(cookie => cookie is not null && IsOurs(cookie, StringComparison.Ordinal) ? Prefix + cookie : cookie)]);

    private bool IsOurs(string cookie, StringComparison comparison) => names.Any(name => cookie.StartsWith(name, comparison));

    /// <summary>A name that is a token, and a value without quotes, commas, semicolons, backslashes or blanks (RFC 6265, 4.1.1).</summary>
    [GeneratedRegex(@"\A[!#$%&'*+\-.^_`|~0-9A-Za-z]+=[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
