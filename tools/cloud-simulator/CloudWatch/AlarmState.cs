using System.Globalization;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>One change of the alarm's state.</summary>
internal sealed record AlarmTransition(string State, string PreviousState, DateTimeOffset At, string Reason);

/// <summary>The alarm's state and history; publishing through the control interface adds to it.</summary>
internal sealed class AlarmState
{
    private readonly LoadedScenario scenario;
    private readonly MetricGenerator generator;
    private readonly Lock gate = new();
    private readonly List<AlarmTransition> transitions = [];

    public AlarmState(LoadedScenario scenario, MetricGenerator generator)
    {
        this.scenario = scenario;
        this.generator = generator;
        foreach (var change in scenario.Data.Alarm.History)
        {
            Change(change.State, scenario.At(change.AtMinute));
        }

        Change("ALARM", scenario.AlarmTime);
    }

    public AlarmTransition Current => History[^1];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<AlarmTransition> History
    {
        get
        {
            lock (gate)
            {
                return [.. transitions];
            }
        }
    }

    /// <summary>Records a transition, or returns the last one if it is the same firing again.</summary>
    public AlarmTransition Change(string state, DateTimeOffset at)
    {
        lock (gate)
        {
            if (transitions.Count > 0 && transitions[^1].State == state && transitions[^1].At == at)
            {
                return transitions[^1];
            }

            var previous = transitions.Count == 0 ? "OK" : transitions[^1].State;
            if (previous == state)
            {
                previous = state == "OK" ? "ALARM" : "OK";
            }

            transitions.Add(new AlarmTransition(state, previous, at, Reason(state, at)));
            return transitions[^1];
        }
    }

    /// <summary>AWS's own sentence, filled with the data points that the metric really has.</summary>
    private string Reason(string state, DateTimeOffset at)
    {
        var alarm = scenario.Data.Alarm;
        if ((state == "ALARM" && alarm.Reason is not null) || alarm.MetricName.Length == 0)
        {
            return alarm.Reason ?? $"The expression was {(state == "ALARM" ? "" : "not ")}beyond its threshold.";
        }

        var metric = scenario.Data.Metrics.FirstOrDefault(candidate =>
            candidate.Namespace == alarm.Namespace && candidate.Name == alarm.MetricName
            && candidate.Dimensions.All(pair => alarm.Dimensions.GetValueOrDefault(pair.Key) == pair.Value));
        var minute = scenario.MinuteOf(at);
        var points = Enumerable.Range(1, alarm.EvaluationPeriods)
            .Select(back => scenario.At(minute - (back * alarm.Period / 60.0)))
            .Select(time => (Time: time, Value: metric is null
                ? null
                : generator.Value(metric, time, alarm.Period, alarm.Statistic)))
            .Where(point => point.Value is { } value && value > alarm.Threshold == (state == "ALARM"))
            .Select(point => $"{Number(point.Value!.Value)} "
                + $"({point.Time.ToString("dd/MM/yy HH:mm:ss", CultureInfo.InvariantCulture)})")
            .ToList();
        var not = state == "ALARM" ? "" : "not ";
        return $"Threshold Crossed: {points.Count} out of the last {alarm.EvaluationPeriods} datapoints "
            + $"[{string.Join(", ", points)}] were {not}greater than the threshold ({Number(alarm.Threshold)}) "
            + $"(minimum {alarm.DatapointsToAlarm} datapoints for "
            + $"{(state == "ALARM" ? "OK -> ALARM" : "ALARM -> OK")} transition).";
    }

    private static string Number(double value) => value.ToString("0.0###", CultureInfo.InvariantCulture);
}
