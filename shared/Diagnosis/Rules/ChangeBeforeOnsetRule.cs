using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// A change shortly before the onset. Score = −1.6 + 2 × weight + 2.2 if a difference explains a symptom + 0.4 if the
/// alarm's metric is reproduced + 0.3 for each kind of evidence that agrees + 0.5 if failing calls name its host − 1.2 off the path,
/// − 1 without a mechanism where the alarm's metric is quiet, ± what the statistics say of the changed resource (<see cref="ChangedPlace"/>),
/// where
/// weight = 2^(−Δt / 15 min) × prior of the change's kind (reference/diagnosis.md, "Topology, state, change").
/// One of which a log of acts has a record of its own is one change, and the record tells who it was.
/// A change after the onset, or hours before without a mechanism, is ruled out with the numbers that clear it.
/// </summary>
public sealed class ChangeBeforeOnsetRule : IRule
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(15);

    /// <summary>Older than this, a change is a candidate no more, whatever it touched.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(4);

    /// <summary>Older than this, a change needs a mechanism to be a candidate (its weight is below 1/16).</summary>
    private static readonly TimeSpan MaxAgeWithoutMechanism = TimeSpan.FromHours(1);

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        if (symptoms.Onset is not { } onset || !symptoms.AnythingAbnormal && symptoms.AlarmSeries is not null)
        {
            return new([], []);
        }

        var hypotheses = new List<Hypothesis>();
        var ruledOut = new List<RuledOutHypothesis>();
        // What an alarm did before is its own story, and nothing that anybody changed.
        foreach (var change in evidence.Changes.Where(change => change.Resource.Kind != ResourceKinds.CloudWatchAlarm))
        {
            var age = onset.Earliest - change.Time.OccurredAt;
            var links = SymptomLink.Find(change, evidence, symptoms);
            if (SameAct.IsTold(change, evidence.Changes) && links.Count == 0)
            {
                continue;
            }

            var place = ChangedPlace.Of(change, links.Count > 0, evidence, symptoms);
            if ((Harmless(change) ?? Cleared(change, age, onset, links) ?? OfSibling(change, links, evidence) ?? place.Cleared) is { } reason)
            {
                ruledOut.Add(new() { Resource = change.Resource, Summary = change.Summary, Reason = reason, Evidence = [change.EvidenceId] });
            }
            else
            {
                hypotheses.Add(Propose(change, age < TimeSpan.Zero ? TimeSpan.Zero : age, links, place, evidence, symptoms));
            }
        }

        return new(hypotheses, ruledOut);
    }

    /// <summary>"After" is said only when the intervals do not overlap.</summary>
    private static string? Cleared(Change change, TimeSpan age, OnsetInterval onset, IReadOnlyList<SymptomLink> links)
    {
        if (change.Time.OccurredAt.AddSeconds(-change.Time.UncertaintySeconds) > onset.Latest)
        {
            return $"It happened {Words.Span(change.Time.OccurredAt - onset.Latest)} after the onset ({Words.Time(onset.Latest)} at the latest).";
        }

        return age > MaxAge || (age > MaxAgeWithoutMechanism && links.Count == 0)
            ? $"It happened {Words.Span(age)} before the onset ({Words.Time(onset.Earliest)}), and the metrics and logs stayed normal in between."
            : null;
    }

    private static string? Harmless(Change change) =>
        ChangeMechanism.IsHarmless(change) ? "It only describes the resource (labels, tags), which does nothing to its work." : null;

    private static string? OfSibling(Change change, IReadOnlyList<SymptomLink> links, CaseEvidence evidence) =>
        links.Count == 0 && evidence.Subject is { } subject && evidence.Topology.AreSiblings(subject, change.Resource)
            ? $"It concerns {change.Resource.Name}, a sibling of the alarmed {subject.Name}, and no symptom is explained by it."
            : null;

    private static Hypothesis Propose(
        Change change, TimeSpan age, IReadOnlyList<SymptomLink> links, ChangedPlace place, CaseEvidence evidence, SymptomSet symptoms)
    {
        var owner = evidence.Topology.OwnerOf(change.Resource);
        var weight = Math.Pow(2, -(age / HalfLife)) * Prior(change.Kind);
        var onPath = symptoms.IsOnPath(evidence, owner);
        var named = evidence.Calls.FirstOrDefault(call => ResourceIdentity.Same(call.Callee, owner));
        var kinds = links.Select(link => link.EvidenceKind).Distinct(StringComparer.Ordinal).Count();
        var score = -1.6 + (2 * weight) + (links.Count > 0 ? 2.2 : 0) + (symptoms.AlarmReproduced ? 0.4 : 0) + (0.3 * kinds)
            + (named is null ? 0 : 0.5) - (onPath ? 0 : 1.2) + place.Score
            - (links.Count == 0 && symptoms.IsAlarmQuiet ? 1 : 0);
        var mechanism = links.Count > 0 ? links[0].Mechanism : null;
        var records = links.Count > 0 ? SameAct.RecordsOf(change, evidence.Changes) : [];
        var symptomIds = links.SelectMany(link => link.Evidence).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new()
        {
            Resource = owner,
            Category = mechanism?.Category ?? CategoryOf(change.Kind),
            Signal = "change_before_onset",
            Summary = $"{mechanism?.Text ?? change.Summary} on {change.Resource.Name}, {Words.Before(age)}",
            Score = score,
            For =
            [
                $"{change.Summary} at {Words.Time(change.Time.OccurredAt)} [{change.EvidenceId}], {Words.Before(age)}",
                .. records.Select(record => $"recorded as {record.Summary}{(record.Actor is { } actor ? $" by {actor}" : "")} [{record.EvidenceId}]"),
                .. named is null ? Array.Empty<string>()
                    : [$"failing calls of {named.Caller.Name} name {named.Host}, which is {owner.Name} [{named.Pattern}]"],
                .. links.Select(link => link.Text).Distinct(StringComparer.Ordinal).Take(6),
                .. place.For,
            ],
            Against = [.. Doubts(links, onPath, symptoms), .. place.Against],
            Supporting = [change.EvidenceId, .. records.Select(record => record.EvidenceId), .. symptomIds, .. AlarmEvidence(symptoms).Concat(place.Evidence).Except(symptomIds).Distinct(StringComparer.Ordinal)],
            ChangeId = change.EvidenceId,
            Explains = [.. symptomIds, .. place.Evidence.Except(symptomIds)],
            HasMechanism = links.Count > 0 || place.IsCause,
        };
    }

    private static IEnumerable<string> AlarmEvidence(SymptomSet symptoms) =>
        symptoms.AlarmReproduced ? [symptoms.AlarmSeries!.Series.EvidenceId] : [];

    private static List<string> Doubts(IReadOnlyList<SymptomLink> links, bool onPath, SymptomSet symptoms)
    {
        var doubts = new List<string>();
        if (links.Count == 0)
        {
            doubts.Add("no difference of the change explains a symptom; only its time speaks for it");
        }

        if (!onPath)
        {
            doubts.Add("no known relation leads from the alarmed resource to the changed one");
        }

        if (!symptoms.AlarmReproduced)
        {
            doubts.Add("the alarm's metric could not be reproduced, so the onset is an estimate");
        }

        return doubts;
    }

    private static double Prior(ChangeKind kind) => kind switch
    {
        ChangeKind.Deployment => 1.0,
        ChangeKind.Configuration => 0.9,
        ChangeKind.Scaling => 0.7,
        ChangeKind.Identity => 0.7,
        ChangeKind.Maintenance => 0.5,
        _ => 0.4,
    };

    private static CauseCategory CategoryOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Deployment => CauseCategory.BadDeployment,
        ChangeKind.Configuration => CauseCategory.BadConfiguration,
        ChangeKind.Scaling => CauseCategory.CapacityLimit,
        ChangeKind.Identity => CauseCategory.PermissionOrCredential,
        ChangeKind.Maintenance => CauseCategory.PlatformMaintenance,
        _ => CauseCategory.Unknown,
    };
}
