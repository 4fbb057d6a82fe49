using System.Text.Json;

namespace CauseFlow.CloudSimulation.Policies;

/// <summary>One statement: effect, actions, resources and the conditions that this simulator can evaluate.</summary>
internal sealed record PolicyStatement(
    bool Allows,
    IReadOnlyList<string>? Actions,
    IReadOnlyList<string>? NotActions,
    IReadOnlyList<string>? Resources,
    IReadOnlyList<string>? NotResources,
    IReadOnlyList<PolicyCondition> Conditions)
{
    private static readonly HashSet<string> Members =
        ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    public static PolicyStatement Parse(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw PolicyDocument.Malformed("Syntax errors in policy.");
        }

        var names = element.EnumerateObject().Select(member => member.Name).ToHashSet();
        if (names.Contains("Principal") || names.Contains("NotPrincipal"))
        {
            throw PolicyDocument.Malformed("Policy document should not specify a principal.");
        }

        if (!names.IsSubsetOf(Members)
            || names.Contains("Action") == names.Contains("NotAction")
            || !names.Contains("Effect"))
        {
            throw PolicyDocument.Malformed("Syntax errors in policy.");
        }

        if (names.Contains("Resource") == names.Contains("NotResource"))
        {
            throw PolicyDocument.Malformed("Policy statement must contain resources.");
        }

        var effect = element.GetProperty("Effect").GetString();
        return new PolicyStatement(
            effect is "Allow" or "Deny"
                ? effect == "Allow"
                : throw PolicyDocument.Malformed($"Invalid effect: {effect}"),
            ActionsOf(element, "Action"), ActionsOf(element, "NotAction"),
            ResourcesOf(element, "Resource"), ResourcesOf(element, "NotResource"),
            PolicyCondition.ParseAll(element));
    }

    public bool Matches(string action, string resource, string region) =>
        (Actions?.Any(pattern => Wildcard.Matches(pattern, action, true)) ?? true)
        && !(NotActions?.Any(pattern => Wildcard.Matches(pattern, action, true)) ?? false)
        && (Resources?.Any(pattern => Wildcard.Matches(pattern, resource, false)) ?? true)
        && !(NotResources?.Any(pattern => Wildcard.Matches(pattern, resource, false)) ?? false)
        && Conditions.All(condition => condition.Holds(region));

    private static List<string>? ActionsOf(JsonElement element, string name)
    {
        var values = StringsOf(element, name);
        return values is null
            || values.All(action => action == "*" || action.Split(':') is [{ Length: > 0 }, { Length: > 0 }])
            ? values
            : throw PolicyDocument.Malformed(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }

    private static List<string>? ResourcesOf(JsonElement element, string name)
    {
        var values = StringsOf(element, name);
        var invalid = values?.FirstOrDefault(
            resource => resource != "*" && !resource.StartsWith("arn:", StringComparison.Ordinal));
        return invalid is null
            ? values
            : throw PolicyDocument.Malformed($"Resource {invalid} must be in ARN format or \"*\".");
    }

    internal static List<string>? StringsOf(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : [value.GetString()!];
}
