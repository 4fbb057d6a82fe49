using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// More work came than before: requests, or where they are not measured the lines that each piece of work writes, rose at an entry,
/// that is where no caller is known that sent more (retries of callers look alike further in).
/// Score = 1.6 + 0.5 × (doublings − 0.6), at most 2.6, + 0.4 if something has reached a limit + 0.2 if the alarm's metric is
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

        var surges = symptoms.Suspects.Health.Values.Select(item => Of(item)).OfType<Surge>().ToDictionary(surge => surge.Number);
        var callers = CallersOf(evidence.Topology);
        var first = surges.Values.Where(surge => !callers[surge.Number].Any(surges.ContainsKey) && IsNear(surge.Number, evidence, symptoms))
            .OrderByDescending(surge => surge.Ratio).ThenBy(surge => surge.Number).FirstOrDefault();
        return new(first is null ? [] : [Propose(first, Entry(first.Number, callers, symptoms), evidence, symptoms)], []);
    }

    private static ILookup<int, int> CallersOf(Topology topology) =>
        Enumerable.Range(0, topology.Count).SelectMany(caller => topology.NeedsOf(caller).Select(callee => (caller, callee)))
            .ToLookup(pair => pair.callee, pair => pair.caller);

    private static bool IsNear(int number, CaseEvidence evidence, SymptomSet symptoms) =>
        number == symptoms.Suspects.Alarmed || symptoms.Suspects.Walk.TierOf(number) != PathTier.Elsewhere
        || evidence.Topology.Hops(evidence.Topology[number], evidence.Subject!) is not null;

    /// <summary>Where the alarm is on the very entry that passes all work on, that is where it comes in.</summary>
    private static int Entry(int number, ILookup<int, int> callers, SymptomSet symptoms) =>
        symptoms.Suspects.Alarmed is var alarmed && !callers[alarmed].Any() && symptoms.Suspects.Walk.TierOf(number) != PathTier.Elsewhere ? alarmed : number;

    private static Surge? Of(Health item)
    {
        if (item.TrafficSignal is { } signal)
        {
            var ratio = signal.Deviation.Median <= 0 ? 1 : 1 + (signal.Deviation.Shift / signal.Deviation.Median);
            return signal.Direction > 0 && signal.IsAnomalous && signal.Deviation.Deviation >= MinDeviation && ratio >= MinRatio
                ? new(item.Number, ratio, $"{signal.Series.Name} rose from {Words.Number(signal.Deviation.Median)} to {Words.Number(signal.Peak)} a period", [signal.Series.EvidenceId])
                : null;
        }

        return item.Volume is { IsBeyond: true } volume && volume.Ratio >= MinRatio
            ? new(item.Number, volume.Ratio, $"it writes {Words.Number(volume.Now)} lines a minute that are no errors, {Words.Number(volume.Before)} before", volume.Evidence)
            : null;
    }

    private static Hypothesis Propose(Surge surge, int entry, CaseEvidence evidence, SymptomSet symptoms)
    {
        var (place, resource) = (evidence.Topology[surge.Number], evidence.Topology[entry]);
        var limits = symptoms.Limits.Where(limit => !limit.AlsoBefore).ToList();
        var pressed = symptoms.Suspects.All.Where(suspect => suspect.Health.Own is { IsAnomalous: true }).ToList();
        return new()
        {
            Resource = resource,
            Category = CauseCategory.TrafficChange,
            Signal = Signal,
            Summary = $"{Words.Number(Math.Round(surge.Ratio, 1))} times as much work as before reaches {place.Name}: {surge.Text}",
            Score = Math.Min(2.6, 1.6 + (0.5 * (Math.Log2(surge.Ratio) - 0.6))) + (limits.Count > 0 ? 0.4 : 0)
                + (symptoms.AlarmReproduced ? 0.2 : symptoms.IsAlarmQuiet ? -1.5 : 0),
            For =
            [
                $"{surge.Text} at {place.Name}, more than in any usual minute [{string.Join(", ", surge.Evidence)}]",
                .. limits.Take(3).Select(limit => $"{limit.Summary} [{string.Join(", ", limit.Evidence)}]"),
            ],
            Against = ["work rises as well where callers that are not known try again"],
            Supporting = [.. surge.Evidence, .. limits.Take(3).SelectMany(limit => limit.Evidence).Distinct(StringComparer.Ordinal)],
            Explains = [.. limits.SelectMany(limit => limit.Evidence).Concat(pressed.Select(suspect => suspect.Health.Own!.Series.EvidenceId)).Distinct(StringComparer.Ordinal)],
        };
    }

    private sealed record Surge(int Number, double Ratio, string Text, IReadOnlyList<string> Evidence);
}
