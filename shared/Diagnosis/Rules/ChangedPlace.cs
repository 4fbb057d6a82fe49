using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Suspects;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// What the statistics say of the place of a change: + 1.8 for the best suspect or the end of an anomalous path, + 0.6 for another
/// suspect, + 1.6 for what the best suspect or what that needs rests on and nobody measures, if the words fit; − 1 where suspects are elsewhere and this is none of them.
/// A changed resource that is measured and stayed sound, while another is plainly not, is cleared. A change whose differences explain a
/// symptom needs no place.
/// </summary>
/// <param name="Score">Log-odds to add.</param>
/// <param name="IsCause">True where the change explains its resource's trouble by place and time alone.</param>
/// <param name="For">Clauses for it.</param>
/// <param name="Against">Clauses against it.</param>
/// <param name="Evidence">Ids of the facts.</param>
/// <param name="Cleared">Why it is ruled out; null where it is not.</param>
internal sealed record ChangedPlace(
    double Score, bool IsCause, IReadOnlyList<string> For, IReadOnlyList<string> Against, IReadOnlyList<string> Evidence, string? Cleared)
{
    private const double Guilty = 1.8;
    private const double Troubled = 0.6;
    private const double Behind = 1.6;
    private const double Innocent = -1;

    /// <summary>A suspect this strong is not by chance (a path's end with a surprise of about one in a thousand).</summary>
    private const double Plain = 6;

    private static readonly ChangedPlace Nothing = new(0, false, [], [], [], null);

    /// <summary>What is changed as a whole, such as a group of instances, shows in its parts.</summary>
    private static Suspect? PartOf(int number, Suspect best, Topology topology) => number >= 0 && topology.PartsOf(number).Contains(best.Number) ? best : null;

    /// <summary>One more or one less of a group does nothing to a member beside which the others are sound.</summary>
    private static bool IsScalingAround(Change change, int number, Suspect best, Topology topology) =>
        change.Kind == ChangeKind.Scaling && best.SoundTwins > 0 && PartOf(number, best, topology) is not null;

    public static ChangedPlace Of(Change change, bool hasMechanism, CaseEvidence evidence, SymptomSet symptoms)
    {
        if (hasMechanism || symptoms.Suspects.All is not [var best, ..] || (best.Score < Plain && best.Tier != PathTier.Deepest))
        {
            return Nothing;
        }

        var number = evidence.Topology.NumberOf(change.Resource);
        if (IsScalingAround(change, number, best, evidence.Topology))
        {
            return Nothing with
            {
                Score = Innocent,
                Against = [$"of {change.Resource.Name} only {evidence.Topology[best.Number].Name} is out of order"],
            };
        }

        if ((symptoms.Suspects.Of(number) ?? PartOf(number, best, evidence.Topology)) is { } suspect)
        {
            var isGuilty = suspect.Number == best.Number || (suspect.Tier == PathTier.Deepest && suspect.Score >= Plain);
            List<string> reasons = [.. SuspectWords.Clauses(suspect, evidence, symptoms.Suspects.Walk)];
            List<string> ids = [.. SuspectWords.Evidence(suspect)];
            return new(isGuilty ? Guilty : Troubled, isGuilty, reasons, [], ids, null);
        }

        var name = evidence.Topology[best.Number].Name;
        if (symptoms.Suspects.IsMeasured(number) && number != symptoms.Suspects.Alarmed)
        {
            return Nothing with
            {
                Cleared = $"What is measured of {change.Resource.Name} stayed in its baseline, while {name} did not ({string.Join(", ", SuspectWords.Evidence(best))}).",
            };
        }

        return IsBehind(number, best.Number, evidence.Topology) && IsPlausible(change, symptoms)
            ? new(Behind, true, [$"{name} needs it, is out of order ({string.Join(", ", SuspectWords.Evidence(best))}), and nothing measures it"], [], [.. SuspectWords.Evidence(best)], null)
            : Nothing with { Score = Innocent, Against = [$"the trouble is at {name}, not where this was changed"] };
    }

    /// <summary>Needed by the best suspect, or by what that needs.</summary>
    private static bool IsBehind(int number, int suspect, Topology topology) =>
        number >= 0 && topology.NeedsOf(suspect).Any(need => need == number || topology.NeedsOf(need).Contains(number));

    /// <summary>Where both the change and the new errors have words that are known, they must fit.</summary>
    private static bool IsPlausible(Change change, SymptomSet symptoms)
    {
        var mechanisms = ChangeMechanism.Of(change);
        var kinds = symptoms.Patterns.Where(pattern => pattern.IsNotable && pattern.Meaning.Kind != SymptomKind.Other).Select(pattern => pattern.Meaning.Kind).Distinct().ToList();
        return mechanisms.Count == 0 || kinds.Count == 0 || kinds.Exists(kind => mechanisms.Any(mechanism => mechanism.Explains(kind)));
    }
}
