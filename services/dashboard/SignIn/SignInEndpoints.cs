using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.SignIn;

internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        endpoints.MapGet("/sign-in/with-provider", Challenge).AllowAnonymous();
        endpoints.MapGet("/sign-in/done", Done).AllowAnonymous();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }

        await context.SignOutAsync(Sessions.Scheme);
        return Results.Redirect("/sign-in");
    }

    private static IResult Challenge(string? @return, IOptions<DashboardOptions> options) => options.Value.Oidc.IsConfigured
        ? Results.Challenge(
            new AuthenticationProperties { RedirectUri = $"/sign-in/done?return={Uri.EscapeDataString(Sessions.SafeReturn(@return))}" },
            [Sessions.OidcScheme])
        : Results.Redirect("/sign-in");

    /// <summary>
    /// The way back from the provider began at another site, so that a browser keeps a strict cookie back on it. This page of
    /// our own goes on, and what begins here carries the cookie.
    /// </summary>
    private static IResult Done(string? @return)
    {
        var to = System.Net.WebUtility.HtmlEncode(Sessions.SafeReturn(@return));
        return Results.Content(
            $"<!doctype html><html lang=\"en\"><title>Signed in</title><link rel=\"icon\" href=\"/mark.svg\"><meta http-equiv=\"refresh\" content=\"0;url={to}\"><p><a href=\"{to}\">Go on</a></p>",
            "text/html; charset=utf-8");
    }
}
