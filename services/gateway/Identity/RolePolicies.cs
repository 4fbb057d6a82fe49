using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authorization;

namespace CauseFlow.Gateway.Identity;

/// <summary>Authorization policies that a route can name: one per role, and <c>anonymous</c> for webhooks.</summary>
internal static class RolePolicies
{
    /// <summary>The proxy's own word for a route without a user.</summary>
    public const string Anonymous = "anonymous";

    public static IReadOnlyCollection<string> Names { get; } = [Anonymous, .. Roles.All];

    public static void Add(AuthorizationOptions options)
    {
        foreach (var role in Roles.All)
        {
            options.AddPolicy(role, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
                Roles.Satisfies(context.User.FindAll(IdentityClaims.Roles).Select(claim => claim.Value), [role])));
        }
    }
}
