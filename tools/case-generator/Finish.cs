using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration;

/// <summary>Turns a draft into an incident: fixes the alarm, adds every day's lines and states, and writes down the truth.</summary>
internal static class Finish
{
    /// <summary>Part of the way from usual to now at which people put a threshold.</summary>
    private const double ThresholdShare = 0.35;

    private static readonly DateTimeOffset FirstDay = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public static Incident Of(IncidentDraft draft, IFaultFamily family, int seed, int number)
    {
        var random = draft.Random;
        var application = draft.Application;
        var behaviour = new Behaviour(application.Components);
        var origin = FirstDay.AddMinutes(random.NextBetween(0, 120 * 1_440));
        var end = (int)random.NextBetween(draft.Size.MinutesAfter.From, draft.Size.MinutesAfter.To);
        AddDailyLines(draft, behaviour);
        AddStates(draft, end);
        return new Incident
        {
            Id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"case-{number:d4}"),
            Seed = seed, Number = number, Application = application, Behaviour = behaviour, Size = draft.Size, Origin = origin,
            FiredAt = origin.AddSeconds(random.NextBetween(5, 55)), WindowEndMinute = end, Alarm = Alarm(draft, behaviour),
            Changes = [.. draft.Changes.OrderBy(change => change.Minute)], States = [.. draft.States.OrderBy(state => state.Minute)],
            Logs = draft.Logs, MissingFiles = draft.MissingFiles, Unmeasured = draft.Unmeasured, IsGap = draft.IsGap,
            Truth = new CaseTruth
            {
                Causes = draft.MissingFiles.Contains("changes.json")
                    ? [.. draft.Causes.Select(cause => cause with { ChangeId = null })] : draft.Causes,
                Onset = draft.FeltAt is { } felt ? origin.AddMinutes(felt) : null, Healthy = draft.IsHealthy,
                Forbidden = draft.Forbidden, Family = family.Name, Provider = application.Provider, Shape = application.Shape,
                Decoys = draft.Decoys, HeldOut = family.IsHeldOut, Seed = seed,
            },
        };
    }

    private static AlarmSpec Alarm(IncidentDraft draft, Behaviour behaviour)
    {
        var (component, signal) = draft.Watched ?? (draft.Application.Entry, Signal.Errors);
        var metric = component.MetricOf(signal) ?? component.Metrics[0];
        double Value(double minute)
        {
            return metric.ValueOf(behaviour.Of(component, metric.Signal, minute)) * (metric.IsCount ? metric.PeriodSeconds / 60.0 : 1);
        }

        var before = Enumerable.Range(-75, 55).Max(minute => Value(minute));
        var since = (int)(draft.FeltAt ?? -3);
        var now = Enumerable.Range(since, -since).Select(minute => Value(minute)).MaxBy(value => Math.Abs(value - before));
        var threshold = double.IsNaN(draft.Threshold ?? 0) ? before * 1.04 : draft.Threshold ?? (before + ((now - before) * ThresholdShare));
        return new AlarmSpec
        {
            Component = component, Metric = metric, Direction = now >= before ? "up" : "down", Threshold = Rounded(threshold),
            EvaluationPeriods = draft.EvaluationPeriods, TreatMissingData = draft.TreatMissingData,
        };
    }

    /// <summary>Three significant digits, as people would type them.</summary>
    private static double Rounded(double value)
    {
        var step = 1.0;
        while (Math.Abs(value) / step >= 1_000)
        {
            step *= 10;
        }

        while (Math.Abs(value) / step < 100 && step > 1e-6)
        {
            step /= 10;
        }

        return Math.Round(Math.Round(value / step) * step, 6);
    }

    private static void AddDailyLines(IncidentDraft draft, Behaviour behaviour)
    {
        var application = draft.Application;
        foreach (var component in application.Components.Where(component => component != application.Store && component != application.Host))
        {
            if (component.Replicas.Count > 0 || (component == application.Entry && component != application.Front))
            {
                continue;
            }

            var usual = component.UsualTraffic;
            draft.Logs.Add(new LogWriter
            {
                Node = component.LogNode, Level = component.Runtime is Runtime.Go or Runtime.Python ? null : "INFO",
                IsJson = component.Runtime == Runtime.DotNet, IsTraffic = true,
                Lines = [DailyLines.Request(component.Node.Name, draft.Random.NextBetween(0, 4))],
                Rate = minute => draft.Size.TrafficLines * behaviour.Traffic(component, minute) / usual
                    * (1 - (0.7 * Behaviour.ErrorRatio(component, minute))),
            });
            draft.Logs.Add(new LogWriter
            {
                Node = component.LogNode, Level = "WARN", Rate = Curves.Constant(draft.Size.TrafficLines * 0.06),
                Lines = [DailyLines.Noisy(component.Node.Name, draft.Random.NextBetween(0, 4))],
            });
        }
    }

    /// <summary>What is well says so too.</summary>
    private static void AddStates(IncidentDraft draft, int end)
    {
        var told = draft.States.Where(state => state.Kind != "alarm_transition").Select(state => state.Node.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var component in draft.Application.Components.Where(component => !told.Contains(component.Node.Id)))
        {
            if (UsualStates.Of(component.Node.Kind) is { } status)
            {
                draft.State(end, component.Node, "state", ("status", status));
            }
        }
    }
}
