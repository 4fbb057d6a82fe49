using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>Who is signed in, as claims of the cookie.</summary>
internal static class Sessions
{
    public const string Scheme = "session";
    public const string OidcScheme = "oidc";
    public const string CookieName = "causeflow.session";
    private const string IdType = "causeflow:session";
    private const string EndType = "causeflow:session-end";
    private const string TenantType = "causeflow:tenant";

    /// <param name="credential">What the person proves to the API who they are with.</param>
    /// <param name="name">What the page calls the person.</param>
    /// <param name="who">Whom the API takes the person for.</param>
    /// <param name="end">From then on it counts no more, whatever the person does.</param>
    public static ClaimsPrincipal Of(Credential credential, string name, WhoAmI who, DateTimeOffset end) =>
        new(new ClaimsIdentity(
            [
                credential.ToClaim(), new(ClaimTypes.Name, name),
                new(IdType, Convert.ToHexString(RandomNumberGenerator.GetBytes(16))),
                new(EndType, end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                new(IdentityClaims.Subject, $"{who.TenantId}/{who.Subject}"),
                new(TenantType, who.TenantName ?? who.TenantId),
                .. who.Roles.Select(role => new Claim(IdentityClaims.Roles, role)),
            ],
            Scheme, ClaimTypes.Name, IdentityClaims.Roles));

    /// <summary>Random, and new with each sign-in; null for who has not signed in.</summary>
    public static string? IdOf(ClaimsPrincipal user) => user.FindFirst(IdType)?.Value;

    /// <summary>
    /// The same person in every session; null for who has not signed in. Antiforgery tokens are bound to it, so that a form of one tab
    /// counts also after the person has signed in again in another.
    /// </summary>
    public static string? PersonOf(ClaimsPrincipal user) => user.FindFirst(IdentityClaims.Subject)?.Value;

    /// <summary>The id of the tenant of whom <see cref="PersonOf"/> names.</summary>
    public static string TenantIdOf(string person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Split('/', 2)[0];
    }

    /// <summary>What the tenant is called; its id where it has no name.</summary>
    public static string? TenantOf(ClaimsPrincipal user) => user.FindFirst(TenantType)?.Value;

    /// <summary>Long ago where none is said.</summary>
    public static DateTimeOffset EndOf(ClaimsPrincipal user) =>
        long.TryParse(user.FindFirst(EndType)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch;

    /// <summary>A path of this page; anything else becomes the first page.</summary>
    public static string SafeReturn(string? path) =>
        path is ['/', ..] and not ['/', '/', ..] and not ['/', '\\', ..] && !path.Any(char.IsControl) ? path : "/";

    /// <summary>Where somebody signs in and comes back to the page that this address is of.</summary>
    /// <param name="address">Absolute.</param>
    /// <param name="why">A word of <see cref="SignInProblems"/>; null for none.</param>
    public static string SignInAddress(string address, string? why = null) =>
        $"/sign-in?return={Uri.EscapeDataString(new Uri(address).PathAndQuery)}{(why is null ? "" : $"&problem={why}")}";
}
