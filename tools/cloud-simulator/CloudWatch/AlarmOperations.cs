using System.Text.Json;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>DescribeAlarms and DescribeAlarmHistory.</summary>
internal sealed class AlarmOperations(LoadedScenario scenario, AlarmState state)
{
    public object Describe(DescribeAlarmsRequest request, AwsCall call)
    {
        call.Require("cloudwatch:DescribeAlarms", AnyAlarm(call));
        if (request.AlarmNames is { Count: > 100 } || request is { AlarmNames: not null, AlarmNamePrefix: not null })
        {
            throw CloudWatchErrors.Validation(
                "AlarmNamePrefix cannot be used together with AlarmNames, of which at most 100 may be given.");
        }

        var size = PageSize(request.MaxRecords);
        var offset = PageToken.Read("DescribeAlarms", request.NextToken) ?? throw CloudWatchErrors.InvalidToken();
        var alarm = scenario.Data.Alarm;

        // Without AlarmTypes AWS returns metric alarms only, even where composite ones exist.
        var found = call.Region == scenario.Data.Region
            && (request.AlarmTypes is null or { Count: 0 } || request.AlarmTypes.Contains("MetricAlarm"))
            && (request.AlarmNames is null || request.AlarmNames.Contains(alarm.Name))
            && alarm.Name.StartsWith(request.AlarmNamePrefix ?? "", StringComparison.Ordinal)
            && (request.StateValue is null || request.StateValue == state.Current.State)
                ? new[] { MetricAlarm() }
                : [];
        return new
        {
            MetricAlarms = found.Skip(offset).Take(size),
            CompositeAlarms = Array.Empty<object>(),
            NextToken = found.Length > offset + size ? PageToken.Issue("DescribeAlarms", offset + size) : null,
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

    private object MetricAlarm()
    {
        var alarm = scenario.Data.Alarm;
        var current = state.Current;
        return new
        {
            AlarmName = alarm.Name,
            scenario.Data.AlarmArn,
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
            alarm.MetricName,
            alarm.Namespace,
            alarm.Statistic,
            Dimensions = alarm.Dimensions.Select(pair => new { Name = pair.Key, pair.Value }),
            alarm.Period,
            alarm.EvaluationPeriods,
            alarm.DatapointsToAlarm,
            alarm.Threshold,
            alarm.ComparisonOperator,
            alarm.TreatMissingData,
        };
    }

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
}
