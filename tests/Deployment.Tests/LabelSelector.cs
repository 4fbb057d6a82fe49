using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests;

/// <summary><c>matchLabels</c> and <c>matchExpressions</c>; an empty selector is true of all.</summary>
internal static class LabelSelector
{
    public static bool Matches(JsonNode selector, IReadOnlyDictionary<string, string> labels) =>
        Resource.MapOf(selector["matchLabels"]).All(wanted => labels.GetValueOrDefault(wanted.Key) == wanted.Value)
        && Resource.Items(selector["matchExpressions"]).All(expression => Holds(expression, labels));

    private static bool Holds(JsonNode expression, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault((string)expression["key"]!);
        var values = Resource.Items(expression["values"]).Select(item => (string)item!);
        return (string)expression["operator"]! switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            var other => throw new InvalidOperationException($"The operator {other} is not known."),
        };
    }
}
