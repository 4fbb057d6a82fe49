using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>The events of a subscription, newest first, by the few filters that Azure documents.</summary>
internal sealed partial class ActivityLog(LoadedScenario scenario, ScenarioAzure data)
{
    public IEnumerable<JsonObject> Select(string subscription, string filter)
    {
        var clauses = Clause().Matches(filter).Select(match => (
            Field: match.Groups[1].Value.ToLowerInvariant(), Operator: match.Groups[2].Value, Value: match.Groups[3].Value)).ToList();
        if (!clauses.Exists(clause => clause is { Field: "eventtimestamp", Operator: "ge" }) || Clause().Replace(filter, "").Replace("and", "", StringComparison.Ordinal).Trim().Length > 0)
        {
            throw new AzureException(400, "BadRequest", "The provided filter clause is invalid.") { IsFlat = true };
        }

        return data.ActivityLog.Select(source => RelativeTimes.Of(scenario, source))
            .Where(item => ArmId.SubscriptionOf(Text(item, "resourceId")) is not { } own || own.Equals(subscription, StringComparison.OrdinalIgnoreCase))
            .Where(item => Time(Text(item, "eventTimestamp")) <= scenario.Now)
            .Where(item => clauses.All(clause => Holds(item, clause.Field, clause.Operator, clause.Value)))
            .OrderByDescending(item => Text(item, "eventTimestamp"), StringComparer.Ordinal);
    }

    private static bool Holds(JsonObject item, string field, string compare, string value) => field switch
    {
        "eventtimestamp" => compare == "ge" ? Time(Text(item, "eventTimestamp")) >= Time(value) : Time(Text(item, "eventTimestamp")) <= Time(value),
        "resourceuri" => Text(item, "resourceId").StartsWith(value, StringComparison.OrdinalIgnoreCase),
        "resourcegroupname" => string.Equals(ArmId.GroupOf(Text(item, "resourceId")), value, StringComparison.OrdinalIgnoreCase),
        "correlationid" => Text(item, "correlationId") == value,
        _ => true,
    };

    private static string Text(JsonObject item, string name) => item[name]?.GetValue<string>() ?? "";

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex(@"(\w+)\s+(ge|le|eq)\s+'([^']*)'")]
    private static partial Regex Clause();
}
