using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CauseFlow.Dashboard.SignIn;

internal static class SignInRegistration
{
    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<SignInCheck>();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "causeflow.form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        var authentication = services.AddAuthentication(Sessions.Scheme).AddCookie(Sessions.Scheme);
        services.AddOptions<CookieAuthenticationOptions>(Sessions.Scheme).Configure<IOptions<DashboardOptions>>(Configure);
        var oidc = configuration.GetSection("Dashboard:Oidc").Get<OidcSignInOptions>() ?? new();
        if (oidc.IsConfigured && oidc.IsComplete())
        {
            authentication.AddOpenIdConnect(Sessions.OidcScheme, options => Configure(options, oidc));
        }
    }

    private static void Configure(CookieAuthenticationOptions cookie, IOptions<DashboardOptions> dashboard)
    {
        cookie.Cookie.Name = Sessions.CookieName;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.IsEssential = true;
        cookie.LoginPath = "/sign-in";
        cookie.AccessDeniedPath = "/sign-in";
        cookie.ReturnUrlParameter = "return";
        cookie.ExpireTimeSpan = TimeSpan.FromHours(dashboard.Value.SessionHours);
        cookie.SlidingExpiration = true;
    }

    private static void Configure(OpenIdConnectOptions options, OidcSignInOptions oidc)
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
        options.RequireHttpsMetadata = !new Uri(oidc.Authority!).IsLoopback;
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);

        // Query, not form_post: the way back is then a plain navigation, for which Lax is enough.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        foreach (var scope in oidc.Scopes)
        {
            options.Scope.Add(scope);
        }

        options.Events = new OpenIdConnectEvents
        {
            OnTokenValidated = context => KeepOnlyWhatIsNeeded(context, oidc),
            OnRemoteFailure = context =>
            {
                context.HandleResponse();
                context.Response.Redirect("/sign-in?problem=provider");
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>The token for the API, a name and the roles: a cookie is no place for everything that a provider tells.</summary>
    private static Task KeepOnlyWhatIsNeeded(TokenValidatedContext context, OidcSignInOptions oidc)
    {
        var answer = context.TokenEndpointResponse;
        var token = oidc.UseIdToken ? answer?.IdToken : answer?.AccessToken;
        if (string.IsNullOrEmpty(token))
        {
            context.Fail("The provider gave no token for the API.");
            return Task.CompletedTask;
        }

        var said = context.Principal!;
        var name = said.FindFirst("email")?.Value ?? said.FindFirst("name")?.Value ?? said.FindFirst("sub")?.Value ?? "signed in";
        var roles = said.FindAll(IdentityClaims.Roles).Select(claim => claim.Value).Where(role => Roles.All.Contains(role)).ToList();
        context.Principal = Sessions.Of(new Credential(Credential.Bearer, token), name, roles.Count > 0 ? roles : [Roles.Member]);
        var lifetime = int.TryParse(answer?.ExpiresIn, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromHours(1);
        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        context.Properties!.ExpiresUtc = now + lifetime;
        context.Properties.AllowRefresh = false;
        return Task.CompletedTask;
    }
}
