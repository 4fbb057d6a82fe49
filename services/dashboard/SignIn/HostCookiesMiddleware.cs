using CauseFlow.ServiceDefaults.Cookies;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>What lets somebody in is bound to this very host where it is reached over https.</summary>
internal sealed class HostCookiesMiddleware(RequestDelegate next)
{
    private static readonly HostCookies Cookies = new(
        Sessions.CookieName, SignInRegistration.FormCookie, SignInEndpoints.AskAgainCookie, SignInEndpoints.SignOutCookie,
        ProviderSignIn.BeginningCookie);

    public Task InvokeAsync(HttpContext context)
    {
        Cookies.Bind(context);
        return next(context);
    }
}
