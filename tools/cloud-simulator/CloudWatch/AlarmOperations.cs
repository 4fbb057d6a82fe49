using System.Text.Json;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>DescribeAlarms and DescribeAlarmHistory.</summary>
internal sealed partial class AlarmOperations(LoadedScenario scenario, AlarmState state)
{
    private sealed record View(string Name, string State, bool IsComposite, Func<object> Write);

    public object Describe(DescribeAlarmsRequest request, AwsCall call)
    {
        call.Require("cloudwatch:DescribeAlarms", AnyAlarm(call));
        if (request.AlarmNames is { Count: > 100 } || request is { AlarmNames: not null, AlarmNamePrefix: not null })
        {
            throw CloudWatchErrors.Validation(
                "AlarmNamePrefix cannot be used together with AlarmNames, of which at most 100 may be given.");
        }

        if (call.Switch.NoCompositeAlarms && (request.AlarmTypes is not null || request.ChildrenOfAlarmName is not null))
        {
            throw CloudWatchErrors.Validation("Unknown parameter in input: AlarmTypes");
        }

        var size = PageSize(request.MaxRecords);
        var offset = PageToken.Read("DescribeAlarms", request.NextToken) ?? throw CloudWatchErrors.InvalidToken();
        var found = call.Region != scenario.Data.Region ? []
            : request.ChildrenOfAlarmName is { } composite ? Children(composite)
            : Views(request, !call.Switch.NoCompositeAlarms).ToList();
        var page = found.Skip(offset).Take(size).ToList();
        return new
        {
            MetricAlarms = page.Where(view => !view.IsComposite).Select(view => view.Write()),
            CompositeAlarms = page.Where(view => view.IsComposite).Select(view => view.Write()),
            NextToken = found.Count > offset + size ? PageToken.Issue("DescribeAlarms", offset + size) : null,
        };
    }

    public object History(DescribeAlarmHistoryRequest request, AwsCall call)
    {
        call.Require("cloudwatch:DescribeAlarmHistory", AnyAlarm(call));
        var size = PageSize(request.MaxRecords);
        var offset = PageToken.Read("DescribeAlarmHistory", request.NextToken) ?? throw CloudWatchErrors.InvalidToken();
        var items = state.History
            .Where(_ => call.Region == scenario.Data.Region)
            .Where(_ => request.AlarmName is null || request.AlarmName == scenario.Data.Alarm.Name)
            .Where(_ => request.AlarmTypes is null or { Count: 0 } || request.AlarmTypes.Contains("MetricAlarm"))
            .Where(_ => request.HistoryItemType is null or "StateUpdate")
            .Where(change => Epoch(change.At) >= (request.StartDate ?? 0))
            .Where(change => Epoch(change.At) <= (request.EndDate ?? double.MaxValue))
            .OrderBy(change => change.At)
            .ToList();
        if (request.ScanBy != "TimestampAscending")
        {
            items.Reverse();
        }

        return new
        {
            AlarmHistoryItems = items.Skip(offset).Take(size).Select(HistoryItem),
            NextToken = items.Count > offset + size ? PageToken.Issue("DescribeAlarmHistory", offset + size) : null,
        };
    }

    /// <summary>Without AlarmTypes AWS returns metric alarms only, even where composite ones exist.</summary>
    private IEnumerable<View> Views(DescribeAlarmsRequest request, bool hasComposite) => AllViews()
        .Where(view => request.AlarmTypes is null or { Count: 0 }
            ? !view.IsComposite : request.AlarmTypes.Contains(view.IsComposite ? "CompositeAlarm" : "MetricAlarm"))
        .Where(view => hasComposite || !view.IsComposite)
        .Where(view => request.AlarmNames is null || request.AlarmNames.Contains(view.Name))
        .Where(view => view.Name.StartsWith(request.AlarmNamePrefix ?? "", StringComparison.Ordinal))
        .Where(view => request.StateValue is null || request.StateValue == view.State);

    private IEnumerable<View> AllViews()
    {
        var current = state.Current;
        yield return new View(
            scenario.Data.Alarm.Name, current.State, false, () => MetricAlarm(scenario.Data.Alarm, current));
        foreach (var alarm in scenario.Data.MoreAlarms)
        {
            var now = new AlarmTransition(
                alarm.State, "OK", scenario.At(alarm.StateAtMinute), alarm.Reason ?? $"The alarm is {alarm.State}.");
            yield return new View(alarm.Name, alarm.State, false, () => MetricAlarm(alarm, now));
        }

        foreach (var alarm in scenario.Data.CompositeAlarms)
        {
            yield return new View(alarm.Name, alarm.State, true, () => CompositeAlarm(alarm));
        }
    }

    /// <summary>Of the children AWS says little: name, ARN, state and when it changed.</summary>
    private List<View> Children(string composite)
    {
        var rule = scenario.Data.CompositeAlarms.FirstOrDefault(alarm => alarm.Name == composite)?.Rule
            ?? throw new AwsException("ResourceNotFound", $"Unknown alarm {composite}");
        var names = ChildName().Matches(rule).Select(match => match.Groups[1].Value).ToHashSet();
        return [.. AllViews().Where(view => names.Contains(view.Name)).Select(view => view with
        {
            Write = () => new
            {
                AlarmName = view.Name,
                AlarmArn = scenario.Data.AlarmArnOf(view.Name),
                StateValue = view.State,
                StateUpdatedTimestamp = Epoch(scenario.AlarmTime),
            },
        })];
    }

    private object CompositeAlarm(ScenarioCompositeAlarm alarm) => new
    {
        AlarmName = alarm.Name,
        AlarmArn = scenario.Data.AlarmArnOf(alarm.Name),
        AlarmRule = alarm.Rule,
        ActionsEnabled = true,
        OKActions = Array.Empty<string>(),
        AlarmActions = new[] { scenario.Data.TopicArn },
        InsufficientDataActions = Array.Empty<string>(),
        StateValue = alarm.State,
        StateReason = $"{alarm.Name} transitioned to {alarm.State}",
        StateUpdatedTimestamp = Epoch(scenario.At(alarm.StateAtMinute)),
        StateTransitionedTimestamp = Epoch(scenario.At(alarm.StateAtMinute)),
    };

    private object MetricAlarm(ScenarioAlarm alarm, AlarmTransition current)
    {
        var isPlain = alarm.Lines.Count == 0;
        return new
        {
            AlarmName = alarm.Name,
            AlarmArn = scenario.Data.AlarmArnOf(alarm.Name),
            AlarmDescription = alarm.Description,
            AlarmConfigurationUpdatedTimestamp = Epoch(scenario.At(alarm.ConfiguredAtMinute)),
            ActionsEnabled = true,
            OKActions = new[] { scenario.Data.TopicArn },
            AlarmActions = new[] { scenario.Data.TopicArn },
            InsufficientDataActions = Array.Empty<string>(),
            StateValue = current.State,
            StateReason = current.Reason,
            StateReasonData = """{"version":"1.0"}""",
            StateUpdatedTimestamp = Epoch(current.At),
            StateTransitionedTimestamp = Epoch(current.At),
            MetricName = isPlain ? alarm.MetricName : null,
            Namespace = isPlain ? alarm.Namespace : null,
            Statistic = isPlain ? alarm.Statistic : null,
            Dimensions = Dimensions(alarm.Dimensions),
            Period = isPlain ? alarm.Period : (int?)null,
            alarm.EvaluationPeriods,
            alarm.DatapointsToAlarm,
            Threshold = alarm.ThresholdMetricId is null ? alarm.Threshold : (double?)null,
            alarm.ThresholdMetricId,
            alarm.ComparisonOperator,
            alarm.TreatMissingData,
            Metrics = isPlain ? null : alarm.Lines.Select(Line),
        };
    }

    private static object Line(ScenarioAlarmLine line) => new
    {
        line.Id,
        line.Expression,
        line.Label,
        line.ReturnData,
        MetricStat = line.Expression is not null ? null : new
        {
            Metric = new { line.Namespace, line.MetricName, Dimensions = Dimensions(line.Dimensions) },
            line.Period,
            Stat = line.Statistic,
        },
    };

    private static IEnumerable<object> Dimensions(IReadOnlyDictionary<string, string> dimensions) =>
        dimensions.Select(pair => new { Name = pair.Key, pair.Value });

    private object HistoryItem(AlarmTransition change) => new
    {
        AlarmName = scenario.Data.Alarm.Name,
        AlarmType = "MetricAlarm",
        Timestamp = Epoch(change.At),
        HistoryItemType = "StateUpdate",
        HistorySummary = $"Alarm updated from {change.PreviousState} to {change.State}",
        HistoryData = JsonSerializer.Serialize(new
        {
            version = "1.0",
            oldState = new { stateValue = change.PreviousState },
            newState = new { stateValue = change.State, stateReason = change.Reason },
        }),
    };

    private static int PageSize(int? asked) => asked is null or (>= 1 and <= 100)
        ? asked ?? 50
        : throw CloudWatchErrors.Validation(
            $"1 validation error detected: Value '{asked}' at 'maxRecords' failed to satisfy constraint: "
            + "Member must have value less than or equal to 100");

    private string AnyAlarm(AwsCall call) => $"arn:aws:cloudwatch:{call.Region}:{scenario.Data.Account}:alarm:*";

    private static double Epoch(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    [GeneratedRegex("""\(\s*"?([^()"]+)"?\s*\)""")]
    private static partial Regex ChildName();
}
