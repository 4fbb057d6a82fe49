using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authorization;

namespace CauseFlow.Gateway.Identity;

/// <summary>
/// Authorization policies that a route can name: one per role, <c>anonymous</c> for webhooks, and <c>caller</c> for everybody who
/// proved who they are.
/// </summary>
internal static class RolePolicies
{
    /// <summary>The proxy's own word for a route without a user.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Whoever has an identity, with whatever roles.</summary>
    public const string Caller = "caller";

    public static IReadOnlyCollection<string> Names { get; } = [Anonymous, Caller, .. Roles.All];

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Caller, policy => policy.RequireAuthenticatedUser());
        foreach (var role in Roles.All)
        {
            options.AddPolicy(role, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
                Roles.Satisfies(context.User.FindAll(IdentityClaims.Roles).Select(claim => claim.Value), [role])));
        }
    }
}
