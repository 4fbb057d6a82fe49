using System.Security.Claims;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>Who is signed in, as claims of the cookie.</summary>
internal static class Sessions
{
    public const string Scheme = "session";
    public const string OidcScheme = "oidc";
    public const string CookieName = "causeflow.session";

    public static ClaimsPrincipal Of(Credential credential, string name, IEnumerable<string> roles) =>
        new(new ClaimsIdentity(
            [credential.ToClaim(), new(ClaimTypes.Name, name), .. roles.Select(role => new Claim(IdentityClaims.Roles, role))],
            Scheme, ClaimTypes.Name, IdentityClaims.Roles));

    /// <summary>A path of this page; anything else becomes the first page.</summary>
    public static string SafeReturn(string? path) =>
        path is ['/', ..] and not ['/', '/', ..] and not ['/', '\\', ..] && !path.Any(char.IsControl) ? path : "/";
}
