using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Writing;

/// <summary>What a vendor would have measured: the behaviour with noise, in whole periods, with the vendor's delay and lost points.</summary>
internal static class SeriesPoints
{
    /// <summary>Share of points that never arrive.</summary>
    private const double LostShare = 0.003;

    /// <summary>How much of a minute's deviation is left in the next: real series wander.</summary>
    private const double Memory = 0.6;

    public static IEnumerable<(DateTimeOffset Time, double Value)> Of(Incident incident, Component component, VendorMetric metric)
    {
        var isAlarm = incident.Alarm.Component == component && incident.Alarm.Metric == metric;
        var minutes = Math.Max(metric.PeriodSeconds, isAlarm ? 0 : incident.Size.CompanionPeriodSeconds) / 60;
        var random = StableRandom.For(incident.Seed, $"{incident.Number}/{component.Node.Id}/{metric.Name}/{metric.Statistic}", 0);
        var first = Aligned(incident, Incident.WindowStartMinute - incident.Size.BaselineMinutes, minutes);
        var wander = 0.0;
        for (var minute = first; minute < incident.WindowEndMinute; minute += minutes)
        {
            var value = 0.0;
            for (var i = 0; i < minutes; i++)
            {
                wander = (wander * Memory) + Bell(random);
                value += Minute(incident, component, metric, minute + i, wander, random);
            }

            var isLost = random.NextDouble() < LostShare || (isAlarm && incident.IsGap(minute));
            var isReadable = minute + minutes + (metric.DelaySeconds / 60.0) <= incident.WindowEndMinute;
            if (!isLost && isReadable)
            {
                yield return (incident.At(minute), Rounded(metric, metric.IsCount ? value : value / minutes));
            }
        }
    }

    private static double Minute(Incident incident, Component component, VendorMetric metric, int minute, double wander, StableRandom random)
    {
        var level = incident.Behaviour.Of(component, metric.Signal, minute);
        var noisy = IsEvents(metric.Signal)
            ? level + (Math.Sqrt(Math.Max(level, 0.02)) * Bell(random))
            : level * (1 + (NoiseOf(metric.Signal) * wander));
        var value = metric.ValueOf(Math.Max(0, noisy));
        value = metric.Ceiling is { } ceiling ? Math.Min(ceiling, value) : value;
        return Math.Max(0, value);
    }

    /// <summary>Signals that count independent events, whose noise is that of counting.</summary>
    private static bool IsEvents(Signal signal) => signal is Signal.Requests or Signal.Errors or Signal.ClientErrors or Signal.ConnectionErrors
        or Signal.Throttles;

    private static double NoiseOf(Signal signal) => signal switch
    {
        Signal.Memory or Signal.FreeDisk => 0.004,
        Signal.Instances or Signal.Unhealthy or Signal.CheckFailed or Signal.Restarts => 0,
        Signal.Connections => 0.04,
        Signal.Latency or Signal.Concurrency => 0.06,
        Signal.Network or Signal.DiskLatency => 0.1,
        _ => 0.05,
    };

    /// <summary>Near a normal number of mean 0 and deviation 1, by sums alone, which are equal on every machine.</summary>
    private static double Bell(StableRandom random)
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += random.NextDouble();
        }

        return sum;
    }

    private static double Rounded(VendorMetric metric, double value) => metric switch
    {
        { IsCount: true } or { Unit: "Bytes" } => Math.Round(value),
        { Unit: "1" } or { Unit: "Seconds" } => Math.Round(value, 4),
        _ => Math.Round(value, 2),
    };

    /// <summary>Periods start at whole multiples of their length since ever.</summary>
    private static int Aligned(Incident incident, int minute, int minutes) =>
        minute - (int)(incident.At(minute).ToUnixTimeSeconds() / 60 % minutes);
}
