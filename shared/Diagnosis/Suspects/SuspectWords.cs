using System.Globalization;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Signals;

namespace CauseFlow.Diagnosis.Suspects;

/// <summary>The sentences about a suspect, each with its numbers and evidence ids.</summary>
internal static class SuspectWords
{
    private const int MaxScales = 1_000;
    private const int MaxTemplates = 2;

    public static string Summary(Suspect suspect, CaseEvidence evidence)
    {
        var name = evidence.Topology[suspect.Number].Name;
        var health = suspect.Health;
        if (health.Own is { IsAnomalous: true } own && health.OwnWeight >= Math.Max(health.LogSurprise, 0.5 * (health.Work?.Deviation.Surprise ?? 0)))
        {
            return $"{name} is short of its own means: {Short(own)}";
        }

        if (health.Templates.Count > 0 && health.LogSurprise >= (health.Work?.Deviation.Surprise ?? 0))
        {
            var template = health.Templates[0];
            return template.Stops
                ? $"{name} no longer writes \"{Words.Shorten(template.Reading.Pattern.Template)}\" though it goes on with the rest"
                : $"{name} writes errors that it did not before: \"{Words.Shorten(template.Reading.Pattern.Template)}\"";
        }

        return suspect.Tier == PathTier.Deepest && health.Work is { } work
            ? $"{name} is the deepest place that the trouble leads to: {Short(work)}"
            : $"{name} is out of order too: {(health.Work ?? health.Own ?? health.Other) switch { { } signal => Short(signal), _ => "its logs changed" }}";
    }

    public static IEnumerable<string> Clauses(Suspect suspect, CaseEvidence evidence, ImpactWalk walk, bool weakly = false)
    {
        var health = suspect.Health;
        var way = walk.WayTo(suspect.Number);
        if (suspect.Tier == PathTier.Deepest && way.Count > 1)
        {
            yield return $"every step from the alarm to it is out of order: {string.Join(" → ", way.Select(number => evidence.Topology[number].Name))}";
        }

        if (suspect.SoundTwins > 0)
        {
            yield return $"{suspect.SoundTwins} that do the same work beside it are in order";
        }

        foreach (var signal in Signals(suspect, weakly))
        {
            yield return Long(signal);
        }

        foreach (var template in health.Templates.Take(MaxTemplates))
        {
            yield return $"\"{Words.Shorten(template.Reading.Pattern.Template)}\" has {Words.Number(template.Lines)} lines from {Words.Time(template.From)} on where its share before makes {Words.Number(Math.Round(template.Expected, 1))} [{template.Reading.Pattern.EvidenceId}]";
        }
    }

    /// <param name="suspect">The suspect.</param>
    /// <param name="weakly">True to take what moved a little for evidence too.</param>
    public static IEnumerable<string> Evidence(Suspect suspect, bool weakly = false) =>
        Signals(suspect, weakly).Select(signal => signal.Series.EvidenceId)
            .Concat(suspect.Health.Templates.Take(MaxTemplates).Select(template => template.Reading.Pattern.EvidenceId))
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<Signal> Signals(Suspect suspect, bool weakly) =>
        new[] { suspect.Health.Work, suspect.Health.Own, suspect.Health.Outgoing, weakly ? suspect.Health.Other : null }.OfType<Signal>()
            .Where(signal => signal.IsAnomalous || (weakly && signal.Deviation.Surprise > 0)).Distinct();

    private static string Short(Signal signal) =>
        $"{signal.Series.Name} {(signal.Direction > 0 ? "rose" : "fell")} from {Figure(signal.Deviation.Median)} to {Figure(signal.Peak)}{Unit(signal)}";

    private static string Long(Signal signal) =>
        $"{Short(signal)}, {Scales(signal.Deviation.Deviation)} robust scales"
        + (signal.Deviation.Excess > 0 ? " and farther than in any window before" : $" (as far in {Words.Number(100 * signal.Deviation.Probability)} % of the windows before)")
        + $" [{signal.Series.EvidenceId}]";

    /// <summary>Of a series that never moved any step is as far as can be: how far says nothing more.</summary>
    private static string Scales(double deviation) => deviation > MaxScales ? $"more than {MaxScales}" : Words.Number(deviation);

    /// <summary>Latencies in seconds are small numbers.</summary>
    private static string Figure(double value) => Math.Abs(value) is < 1 and > 0 ? value.ToString("G3", CultureInfo.InvariantCulture) : Words.Number(value);

    private static string Unit(Signal signal) => signal.Series.Unit is { Length: > 0 } and not ("Count" or "None") ? $" {signal.Series.Unit}" : "";
}
