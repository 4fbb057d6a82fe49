using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.SignIn;

internal static class SignInEndpoints
{
    /// <summary>
    /// Set when somebody signs out who came through the provider: it may still know the person, and would let whoever sits there next
    /// in without a question.
    /// </summary>
    public const string AskAgainCookie = "causeflow.ask-again";

    /// <summary>Sealed, for a minute and one use: without it any site could end sessions at the provider by a picture's address.</summary>
    public const string SignOutCookie = "causeflow.sign-out";

    private static readonly TimeSpan AskAgainFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan SignOutFor = TimeSpan.FromMinutes(1);
    private const string AtProviderPath = "/sign-out/at-provider";

    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        endpoints.MapGet(AtProviderPath, SignOutAtProviderAsync).AllowAnonymous();
        endpoints.MapGet("/sign-in/with-provider", Challenge).AllowAnonymous();
        endpoints.MapGet("/sign-in/done", Done).AllowAnonymous();
    }

    /// <summary>How <see cref="AskAgainCookie"/> is written and taken away: it outlives the browser, as the provider's session may.</summary>
    public static CookieOptions AskAgain(HttpContext context) => Own(context, AskAgainFor);

    private static CookieOptions Own(HttpContext context, TimeSpan age) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true, MaxAge = age,
    };

    private static async Task<IResult> SignOutAsync(
        HttpContext context, IAntiforgery antiforgery, EndedSessions sessions, IOptions<DashboardOptions> options,
        TimeProvider time)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }

        var cameByProvider = Credential.Of(context.User).Kind == Credential.Bearer && options.Value.Oidc.IsConfigured;
        sessions.End(context.User, context.Request.Form[OpenTab.Field]);
        await context.SignOutAsync(Sessions.Scheme);
        if (!cameByProvider)
        {
            return Results.Redirect("/sign-in");
        }

        context.Response.Cookies.Append(AskAgainCookie, "1", AskAgain(context));

        if (!await EndsSessionsAsync(context))
        {
            return Results.Redirect("/sign-in");
        }

        var until = time.GetUtcNow().Add(SignOutFor).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        context.Response.Cookies.Append(SignOutCookie, Seal(context).Protect(until), Own(context, SignOutFor));

        // Not as a redirect: the answer to a form may lead to this page alone (form-action).
        return GoOn("Signed out", AtProviderPath);
    }

    /// <summary>Ends the session there too, for who has just signed out here; it has no say over the one here.</summary>
    private static async Task<IResult> SignOutAtProviderAsync(HttpContext context, IOptions<DashboardOptions> options, TimeProvider time)
    {
        var isMeant = IsMeant(context, time);
        context.Response.Cookies.Delete(SignOutCookie, Own(context, SignOutFor));
        return isMeant && options.Value.Oidc.IsConfigured && await EndsSessionsAsync(context)
            ? Results.SignOut(new AuthenticationProperties { RedirectUri = "/sign-in" }, [Sessions.OidcScheme])
            : Results.Redirect("/sign-in");
    }

    private static bool IsMeant(HttpContext context, TimeProvider time)
    {
        try
        {
            return context.Request.Cookies[SignOutCookie] is { Length: > 0 } given
                && long.TryParse(Seal(context).Unprotect(given), NumberStyles.None, CultureInfo.InvariantCulture, out var until)
                && time.GetUtcNow().ToUnixTimeSeconds() <= until;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static IDataProtector Seal(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector(SignOutCookie);

    private static async Task<bool> EndsSessionsAsync(HttpContext context)
    {
        var provider = context.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(Sessions.OidcScheme);
        try
        {
            return provider.ConfigurationManager is { } metadata
                && (await metadata.GetConfigurationAsync(context.RequestAborted)).EndSessionEndpoint is { Length: > 0 };
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException)
        {
            // It is away; the session here is over in any case.
            return false;
        }
    }

    private static IResult Challenge(HttpContext context, string? @return, IOptions<DashboardOptions> options)
    {
        if (!options.Value.Oidc.IsConfigured)
        {
            return Results.Redirect("/sign-in");
        }

        var properties = new OpenIdConnectChallengeProperties { RedirectUri = ProviderSignIn.Done(@return) };
        if (context.Request.Cookies.ContainsKey(AskAgainCookie))
        {
            properties.Prompt = "login";
        }

        return Results.Challenge(properties, [Sessions.OidcScheme]);
    }

    /// <summary>
    /// The way back from the provider began at another site, so that a browser keeps a strict cookie back on it. This page of
    /// our own goes on, and what begins here carries the cookie.
    /// </summary>
    private static IResult Done(string? @return) => GoOn("Signed in", Sessions.SafeReturn(@return));

    private static IResult GoOn(string title, string path)
    {
        var to = System.Net.WebUtility.HtmlEncode(path);
        return Results.Content(
            $"<!doctype html><html lang=\"en\"><title>{title}</title><link rel=\"icon\" href=\"/mark.svg\">"
            + $"<meta http-equiv=\"refresh\" content=\"0;url={to}\"><p><a href=\"{to}\">Go on</a></p>",
            "text/html; charset=utf-8");
    }
}
