using CauseFlow.Dashboard.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Sign-in through an identity provider. Who somebody is and may do says the API, which takes the provider's token or does not: the page
/// reads no role from a token, so that both never differ.
/// </summary>
internal static class ProviderSignIn
{
    /// <summary>
    /// Beginning of the names of the cookies that bind a sign-in to the browser in which it began: with one of a sibling's, somebody would
    /// finish the sign-in of another and work as that person.
    /// </summary>
    public const string BeginningCookie = "causeflow.sign-in.";

    private const string DonePath = "/sign-in/done";

    /// <summary>Where somebody goes on who comes back from the provider.</summary>
    public static string Done(string? @return) => $"{DonePath}?return={Uri.EscapeDataString(Sessions.SafeReturn(@return))}";

    public static void Configure(OpenIdConnectOptions options, OidcSignInOptions oidc)
    {
        options.Authority = oidc.Authority;
        options.ClientId = oidc.ClientId;
        options.ClientSecret = oidc.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.SignInScheme = Sessions.Scheme;
        options.CallbackPath = "/sign-in/oidc";
        options.SignedOutCallbackPath = "/sign-in/oidc-out";

        // None: it would let any site end a session.
        options.RemoteSignOutPath = PathString.Empty;
        options.RequireHttpsMetadata = !new Uri(oidc.Authority!).IsLoopback;
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);

        // Query, not form_post: the way back is then a plain navigation, for which Lax is enough.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CorrelationCookie.Name = BeginningCookie + "request.";
        options.CorrelationCookie.Path = "/";
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.NonceCookie.Name = BeginningCookie + "nonce.";
        options.NonceCookie.Path = "/";
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        foreach (var scope in oidc.Scopes)
        {
            options.Scope.Add(scope);
        }

        options.Events = new OpenIdConnectEvents
        {
            OnTokenValidated = context => AskTheApiAsync(context, oidc),
            OnRedirectToIdentityProviderForSignOut = context =>
            {
                // In place of the id token, which is not kept.
                context.ProtocolMessage.ClientId = oidc.ClientId;
                return Task.CompletedTask;
            },
            OnRemoteFailure = context =>
            {
                context.HandleResponse();
                context.Response.Redirect(Failed(context.Properties, SignInProblems.Provider));
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>The token for the API, a name and what the API says: a cookie is no place for everything that a provider tells.</summary>
    private static async Task AskTheApiAsync(TokenValidatedContext context, OidcSignInOptions oidc)
    {
        var answer = context.TokenEndpointResponse;
        var token = oidc.UseIdToken ? answer?.IdToken : answer?.AccessToken;
        if (string.IsNullOrEmpty(token))
        {
            context.Fail("The provider gave no token for the API.");
            return;
        }

        var proof = new Credential(Credential.Bearer, token);
        var check = context.HttpContext.RequestServices.GetRequiredService<SignInCheck>();
        try
        {
            var who = await check.WhoAsync(proof, context.HttpContext.RequestAborted);
            if (!SignInCheck.MaySee(who))
            {
                Refuse(context, SignInProblems.Role);
                return;
            }

            // With the token: it is not renewed in secret. Who goes on signs in again, a click while the provider knows the person.
            var end = check.EndOf(who);
            context.Principal = Sessions.Of(proof, NameOf(context), who, end);
            context.Properties!.ExpiresUtc = end;
            context.Properties.AllowRefresh = false;
            context.Response.Cookies.Delete(SignInEndpoints.AskAgainCookie, SignInEndpoints.AskAgain(context.HttpContext));
        }
        catch (ApiException exception)
        {
            Refuse(context, exception.IsSignedOut ? SignInProblems.Token : SignInProblems.Api);
        }
    }

    private static void Refuse(TokenValidatedContext context, string why)
    {
        context.Response.Redirect(Failed(context.Properties, why));
        context.HandleResponse();
    }

    /// <summary>The sign-in, with the page that was asked for at first.</summary>
    private static string Failed(AuthenticationProperties? properties, string why)
    {
        var wanted = properties?.RedirectUri is { } uri && uri.StartsWith(DonePath + "?", StringComparison.Ordinal)
            ? uri[(DonePath.Length + 1)..] + "&" : "";
        return $"/sign-in?{wanted}problem={why}";
    }

    private static string NameOf(TokenValidatedContext context)
    {
        var said = context.Principal!;
        return said.FindFirst("email")?.Value ?? said.FindFirst("name")?.Value ?? said.FindFirst("sub")?.Value ?? "signed in";
    }
}
