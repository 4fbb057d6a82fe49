using CauseFlow.CloudSimulation.Policies;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Azure's role-based access: an action is allowed at a scope when a role at it, or above it, has the action.</summary>
internal sealed class AzureRoles(ScenarioAzure data)
{
    public bool Allows(ScenarioAzureApp app, string action, string scope) => Of(app).Any(role =>
        Covers(role.Scope, scope) && role.Actions.Any(pattern => Matches(pattern, action))
        && !role.NotActions.Any(pattern => Matches(pattern, action)));

    /// <summary>True where a role lies below the scope: a list is then filtered instead of refused.</summary>
    public bool AllowsBelow(ScenarioAzureApp app, string action, string scope) => Of(app).Any(role =>
        Covers(scope, role.Scope) && role.Actions.Any(pattern => Matches(pattern, action)));

    public void Demand(ScenarioAzureApp app, string action, string scope)
    {
        if (!Allows(app, action, scope))
        {
            throw Refusal(app, action, scope);
        }
    }

    public static AzureException Refusal(ScenarioAzureApp app, string action, string scope) => new(
        403, "AuthorizationFailed",
        $"The client '{app.ClientId}' with object id '{app.ObjectId}' does not have authorization to perform action '{action}' over scope "
        + $"'{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.");

    public IReadOnlyList<ScenarioAzureRole> At(ScenarioAzureApp app, string scope) => [.. Of(app).Where(role => Covers(role.Scope, scope))];

    private IReadOnlyList<ScenarioAzureRole> Of(ScenarioAzureApp app) =>
        app.Roles ?? [.. data.Subscriptions.Select(id => new ScenarioAzureRole { Scope = $"/subscriptions/{id}" })];

    private static bool Covers(string above, string below) =>
        above is "/" || below.Equals(above, StringComparison.OrdinalIgnoreCase)
        || below.StartsWith(above.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);

    private static bool Matches(string pattern, string action) => Wildcard.Matches(pattern, action, ignoreCase: true);
}
