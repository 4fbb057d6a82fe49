using CauseFlow.CloudSimulation.Signing;

namespace CauseFlow.CloudSimulation.Policies;

/// <summary>
/// Decides like IAM: an explicit deny wins, and both the role's policy and the session policy must allow.
/// </summary>
internal static class Authorizer
{
    /// <summary>Null when allowed, else the end of AWS's sentence that says which policy refused.</summary>
    public static string? Check(AwsCaller caller, string action, string resource)
    {
        if (caller.Session is not { } session)
        {
            // The principal belongs to another account, which grants it nothing but AssumeRole.
            return NoIdentityPolicy(action);
        }

        var matching = session.Policy?.Statements
            .Where(statement => statement.Matches(action, resource, caller.Region))
            .ToList();
        if (matching?.Any(statement => !statement.Allows) == true)
        {
            return "with an explicit deny in a session policy";
        }

        if (!session.Role.AllowedActions.Any(pattern => Wildcard.Matches(pattern, action, true)))
        {
            return NoIdentityPolicy(action);
        }

        return matching is { Count: 0 } ? $"because no session policy allows the {action} action" : null;
    }

    public static string NoIdentityPolicy(string action) =>
        $"because no identity-based policy allows the {action} action";
}
