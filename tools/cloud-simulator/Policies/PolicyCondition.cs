using System.Text.Json;

namespace CauseFlow.CloudSimulation.Policies;

/// <summary>
/// A string condition on <c>aws:RequestedRegion</c>. Any other key or operator is refused when the policy is parsed: a
/// condition that is silently ignored would prove the wrong thing.
/// </summary>
internal sealed record PolicyCondition(bool Negated, bool Wildcards, IReadOnlyList<string> Values)
{
    public static IReadOnlyList<PolicyCondition> ParseAll(JsonElement statement)
    {
        if (!statement.TryGetProperty("Condition", out var conditions))
        {
            return [];
        }

        var parsed = new List<PolicyCondition>();
        foreach (var block in conditions.EnumerateObject())
        {
            foreach (var key in block.Value.EnumerateObject())
            {
                if (!key.Name.Equals("aws:RequestedRegion", StringComparison.OrdinalIgnoreCase))
                {
                    throw PolicyDocument.Malformed($"Condition key {key.Name} is not known to the simulator.");
                }

                parsed.Add(Parse(block.Name, PolicyStatement.StringsOf(block.Value, key.Name)!));
            }
        }

        return parsed;
    }

    public bool Holds(string region) => Negated != Values.Any(
        value => Wildcards ? Wildcard.Matches(value, region, false) : value == region);

    private static PolicyCondition Parse(string test, IReadOnlyList<string> values) => test switch
    {
        "StringEquals" => new PolicyCondition(false, false, values),
        "StringNotEquals" => new PolicyCondition(true, false, values),
        "StringLike" => new PolicyCondition(false, true, values),
        "StringNotLike" => new PolicyCondition(true, true, values),
        _ => throw PolicyDocument.Malformed($"Invalid Condition type : {test}."),
    };
}
