using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Signals;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// More work came than before: requests rose at an entry, that is where nothing known calls (retries of callers look alike further
/// in). Score = 1.6 + 0.5 × (doublings − 0.6), at most 2.6, + 0.4 if something has reached a limit + 0.2 if the alarm's metric is
/// reproduced (− 1.5 if it was read and is not). What is short of means under it is its consequence.
/// </summary>
public sealed class TrafficSurgeRule : IRule
{
    public const string Signal = "traffic_surge";

    /// <summary>Half as many requests again, four robust scales above the baseline.</summary>
    private const double MinRatio = 1.5;
    private const double MinDeviation = 4;

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        if (evidence.Subject is null)
        {
            return new([], []);
        }

        var entries = symptoms.Suspects.Health.Values.Where(item => item.TrafficSignal is { } signal && IsSurge(signal) && IsEntry(item.Number, evidence, symptoms))
            .OrderByDescending(item => Ratio(item.TrafficSignal!)).ThenBy(item => item.Number);
        return new([.. entries.Take(1).Select(item => Propose(item, evidence, symptoms))], []);
    }

    /// <summary>Nothing known calls it, or what does is not measured; and the alarm is on it or behind it.</summary>
    private static bool IsEntry(int number, CaseEvidence evidence, SymptomSet symptoms)
    {
        var callers = Enumerable.Range(0, evidence.Topology.Count).Where(other => evidence.Topology.NeedsOf(other).Contains(number)).ToList();
        return (number == symptoms.Suspects.Alarmed || evidence.Topology.Hops(evidence.Topology[number], evidence.Subject!) is not null)
            && callers.TrueForAll(caller => !symptoms.Suspects.Health.TryGetValue(caller, out var item) || item.TrafficSignal is null || IsSurge(item.TrafficSignal))
            && !callers.Exists(caller => symptoms.Suspects.Health.TryGetValue(caller, out var item) && item.TrafficSignal is { } signal && IsSurge(signal));
    }

    private static bool IsSurge(Signal signal) =>
        signal.Direction > 0 && signal.IsAnomalous && signal.Deviation.Deviation >= MinDeviation && Ratio(signal) >= MinRatio;

    private static double Ratio(Signal signal) => signal.Deviation.Median <= 0 ? 1 : 1 + (signal.Deviation.Shift / signal.Deviation.Median);

    private static Hypothesis Propose(Health entry, CaseEvidence evidence, SymptomSet symptoms)
    {
        var (signal, resource) = (entry.TrafficSignal!, evidence.Topology[entry.Number]);
        var limits = symptoms.Limits.Where(limit => !limit.AlsoBefore).ToList();
        var pressed = symptoms.Suspects.All.Where(suspect => suspect.Health.Own is { IsAnomalous: true }).ToList();
        return new()
        {
            Resource = resource,
            Category = CauseCategory.TrafficChange,
            Signal = Signal,
            Summary = $"{Words.Number(Math.Round(Ratio(signal), 1))} times as many requests reach {resource.Name}: {signal.Series.Name} rose from {Words.Number(signal.Deviation.Median)} to {Words.Number(signal.Peak)} a period",
            Score = Math.Min(2.6, 1.6 + (0.5 * (Math.Log2(Ratio(signal)) - 0.6))) + (limits.Count > 0 ? 0.4 : 0)
                + (symptoms.AlarmReproduced ? 0.2 : symptoms.IsAlarmQuiet ? -1.5 : 0),
            For =
            [
                $"{signal.Series.Name} of {resource.Name} is {Words.Number(signal.Deviation.Deviation)} robust scales above its baseline [{signal.Series.EvidenceId}]",
                .. limits.Take(3).Select(limit => $"{limit.Summary} [{string.Join(", ", limit.Evidence)}]"),
            ],
            Against = ["requests rise as well where callers that are not known try again"],
            Supporting = [signal.Series.EvidenceId, .. limits.Take(3).SelectMany(limit => limit.Evidence).Distinct(StringComparer.Ordinal)],
            Explains = [.. limits.SelectMany(limit => limit.Evidence).Concat(pressed.Select(suspect => suspect.Health.Own!.Series.EvidenceId)).Distinct(StringComparer.Ordinal)],
        };
    }
}
