using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.SignIn;

internal static class SignInRegistration
{
    /// <summary>Proves that a form comes from this page.</summary>
    public const string FormCookie = "causeflow.form";

    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<SignInCheck>();
        services.AddSingleton<SignInLimit>();
        services.AddSingleton<EndedSessions>();
        services.AddScoped<OpenTab>();
        services.AddScoped<AuthenticationStateProvider, SessionStateProvider>();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = FormCookie;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        var authentication = services.AddAuthentication(Sessions.Scheme).AddCookie(Sessions.Scheme);
        services.AddOptions<CookieAuthenticationOptions>(Sessions.Scheme).Configure<IOptions<DashboardOptions>>(Configure);
        var oidc = configuration.GetSection("Dashboard:Oidc").Get<OidcSignInOptions>() ?? new();
        if (oidc.IsConfigured && oidc.IsComplete())
        {
            authentication.AddOpenIdConnect(Sessions.OidcScheme, options => ProviderSignIn.Configure(options, oidc));
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
        cookie.Events.OnValidatePrincipal = CheckAsync;
        cookie.Events.OnRedirectToLogin = context =>
        {
            // Somebody who comes with a cookie was signed in, and is told why that is not enough any more.
            var wasSignedIn = context.Request.Cookies.ContainsKey(Sessions.CookieName);
            context.Response.Redirect(wasSignedIn ? $"{context.RedirectUri}&problem={SignInProblems.Ended}" : context.RedirectUri);
            return Task.CompletedTask;
        };
    }

    private static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (context.Principal is null || http.RequestServices.GetRequiredService<EndedSessions>().IsOver(context.Principal))
        {
            context.RejectPrincipal();
            await http.SignOutAsync(Sessions.Scheme);
        }
    }
}
