using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authorization;

namespace CauseFlow.Gateway.Identity;

/// <summary>Authorization policies that a route can name: one per role, <c>any</c>, and <c>anonymous</c> for webhooks.</summary>
internal static class RolePolicies
{
    /// <summary>The proxy's own word for a route without a user.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Whoever proves who they are, with any role or none.</summary>
    public const string Any = "any";

    public static IReadOnlyCollection<string> Names { get; } = [Anonymous, .. Roles.All];

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Any, policy => policy.RequireAuthenticatedUser());
        foreach (var role in Roles.All)
        {
            options.AddPolicy(role, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
                Roles.Satisfies(context.User.FindAll(IdentityClaims.Roles).Select(claim => claim.Value), [role])));
        }
    }
}
