using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>A symptom that a difference of a change explains.</summary>
/// <param name="Mechanism">How.</param>
/// <param name="Text">A clause with numbers and evidence ids.</param>
/// <param name="Evidence">Ids of the symptom's facts.</param>
/// <param name="EvidenceKind">metric or log: kinds that agree make a hypothesis stronger, more of one kind do not.</param>
public sealed record SymptomLink(ChangeMechanism Mechanism, string Text, IReadOnlyList<string> Evidence, string EvidenceKind)
{
    /// <summary>Links in the order limits first, then the strongest patterns.</summary>
    public static IReadOnlyList<SymptomLink> Find(Change change, CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var mechanisms = ChangeMechanism.Of(change);
        if (mechanisms.Count == 0)
        {
            return [];
        }

        var target = evidence.Topology.OwnerOf(change.Resource);
        var limits = symptoms.Limits.Where(limit => !limit.AlsoBefore && Near(limit.Resource))
            .Select(limit => Link(mechanisms, limit.Kind, requireSpecific: true, $"{limit.Summary} [{string.Join(", ", limit.Evidence)}]", limit.Evidence, "metric"));
        var patterns = symptoms.Patterns.Where(pattern => pattern.IsNotable && Near(pattern.Owner))
            .OrderByDescending(pattern => pattern.GStatistic).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal)
            .Select(pattern => Link(mechanisms, pattern.Meaning.Kind, requireSpecific: !pattern.IsNew, Words.Of(pattern), [pattern.Pattern.EvidenceId], "log", pattern.Pattern.Resource));
        return [.. limits.Concat(patterns).OfType<SymptomLink>().OrderBy(link => link.Mechanism.Kinds.Count == 0)];

        bool Near(ResourceRef resource) => evidence.Topology.Hops(target, resource) is <= 2;
    }

    /// <summary>A mechanism that fits anything (new code) is believed only for an error that is really new.</summary>
    private static SymptomLink? Link(
        IReadOnlyList<ChangeMechanism> mechanisms, SymptomKind kind, bool requireSpecific, string text, IReadOnlyList<string> ids, string evidenceKind,
        ResourceRef? writer = null)
    {
        var mechanism = mechanisms.FirstOrDefault(candidate => candidate.Explains(kind) && (!requireSpecific || candidate.Kinds.Count > 0)
            && (writer is null || TrafficSplit.Explains(candidate, writer)));
        return mechanism is null ? null : new(mechanism, $"{mechanism.Text} explains that {text}", ids, evidenceKind);
    }
}
