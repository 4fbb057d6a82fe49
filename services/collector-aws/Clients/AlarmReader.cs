using System.Text.Json;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Reads alarms and their history out of CloudWatch's JSON; what cannot be read is left out.</summary>
internal static class AlarmReader
{
    private const int DefaultPeriodSeconds = 60;

    public static CloudAlarm? Alarm(JsonElement alarm)
    {
        if (alarm.Text("AlarmArn") is not { } arn || alarm.Text("AlarmName") is not { } name
            || (alarm.Epoch("StateTransitionedTimestamp") ?? alarm.Epoch("StateUpdatedTimestamp")) is not { } changedAt)
        {
            return null;
        }

        var acts = alarm.Flag("ActionsEnabled") != false;
        return new CloudAlarm
        {
            Arn = arn,
            Name = name,
            Description = alarm.Text("AlarmDescription"),
            State = alarm.Text("StateValue") ?? "INSUFFICIENT_DATA",
            Reason = alarm.Text("StateReason"),
            StateChangedAt = changedAt,
            Metric = Plain(alarm),
            Lines = [.. alarm.Items("Metrics").Select(Line).OfType<AlarmLine>()],
            EvaluationPeriods = alarm.Integer("EvaluationPeriods") ?? 1,
            DatapointsToAlarm = alarm.Integer("DatapointsToAlarm"),
            TreatMissingData = alarm.Text("TreatMissingData"),
            Threshold = alarm.Number("Threshold"),
            Comparison = alarm.Text("ComparisonOperator"),
            Rule = alarm.Text("AlarmRule"),
            HasOkAction = acts && alarm.Texts("OKActions").Count > 0,
            HasAlarmAction = acts && alarm.Texts("AlarmActions").Count > 0,
            AlarmTopics = Topics(alarm, "AlarmActions", acts),
            OkTopics = Topics(alarm, "OKActions", acts),
            InsufficientDataTopics = Topics(alarm, "InsufficientDataActions", acts),
        };
    }

    private static IReadOnlyList<string> Topics(JsonElement alarm, string member, bool acts) =>
        acts ? [.. alarm.Texts(member).Where(action => action.Split(':') is ["arn", _, "sns", ..])] : [];

    /// <summary>The same as <see cref="Transition"/>, with the alarm's name; null where it has none.</summary>
    public static NamedTransition? Named(JsonElement item) =>
        item.Text("AlarmName") is { Length: > 0 } name && Transition(item) is { } change ? new NamedTransition(name, change) : null;

    /// <summary>The states are in HistoryData, which is JSON in a string; the summary's sentence is the second choice.</summary>
    public static AlarmTransition? Transition(JsonElement item)
    {
        if (item.Epoch("Timestamp") is not { } at || item.Text("HistoryItemType") is not (null or "StateUpdate"))
        {
            return null;
        }

        var (from, to) = FromData(item.Text("HistoryData")) ?? FromSummary(item.Text("HistorySummary"));
        return from is not null && to is not null ? new AlarmTransition(at, from, to) : null;
    }

    private static (string? From, string? To)? FromData(string? data)
    {
        try
        {
            using var document = JsonDocument.Parse(data ?? "");
            var from = document.RootElement.Member("oldState")?.Text("stateValue");
            var to = document.RootElement.Member("newState")?.Text("stateValue");
            return from is null || to is null ? null : (from, to);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>"Alarm updated from OK to ALARM".</summary>
    private static (string? From, string? To) FromSummary(string? summary) =>
        summary?.Split(' ') is [.., "from", var from, "to", var to] ? (from, to) : (null, null);

    private static AlarmMetric? Plain(JsonElement alarm) =>
        alarm.Text("Namespace") is { Length: > 0 } space && alarm.Text("MetricName") is { Length: > 0 } name
            ? new AlarmMetric(
                space, name, alarm.Text("Statistic") ?? alarm.Text("ExtendedStatistic") ?? "Average", alarm.Text("Unit"),
                alarm.Integer("Period") ?? DefaultPeriodSeconds, Dimensions(alarm))
            : null;

    private static AlarmLine? Line(JsonElement query) => query.Text("Id") is not { } id ? null : new AlarmLine(
        id, query.Text("Expression"), query.Text("Label"), Stat(query),

        // Metrics and expressions are returned unless the query says otherwise.
        query.Flag("ReturnData") ?? true, query.Integer("Period"));

    private static AlarmMetric? Stat(JsonElement query) =>
        query.Member("MetricStat") is { } stat && stat.Member("Metric") is { } metric
        && metric.Text("Namespace") is { } space && metric.Text("MetricName") is { } name
            ? new AlarmMetric(
                space, name, stat.Text("Stat") ?? "Average", stat.Text("Unit"), stat.Integer("Period") ?? DefaultPeriodSeconds,
                Dimensions(metric))
            : null;

    private static Dictionary<string, string> Dimensions(JsonElement owner)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dimension in owner.Items("Dimensions"))
        {
            if (dimension.Text("Name") is { } name && dimension.Text("Value") is { } value)
            {
                dimensions[name] = value;
            }
        }

        return dimensions;
    }
}
