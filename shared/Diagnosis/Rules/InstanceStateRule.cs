using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// What EC2 itself says of an instance: a failed status check, maintenance whose time has come, a stop. Such states are
/// near-certain inside the incident window and outrank statistics (reference/diagnosis.md, "Topology, state, change").
/// Score = 2.2 where the word names a cause on AWS's side (system check, EBS check, maintenance + 0.2 as it explains the
/// checks that fail under it, − 2 if the instance passes them all), 1.8 for a stop through the API (who, not why), 1.4 for a stop of unknown origin, 1.0 for the
/// instance check (where, not what) + 0.4 if the alarm's metric is reproduced + 0.4 if a sibling is healthy and it is not: then it is not
/// the group, its image or its load + 0.3 if it began within 10 minutes of the onset − 0.8 if every sibling fails alike: then
/// it is not this one host − 1.2 off the path − 2.5 if it began before the baseline: then the alarm is about something newer
/// − 0.4 where only the metric says that a check failed: it passes again by now, or the state could not be read.
/// <para>
/// The system check watches the host from outside: infrastructure_failure, and an instance check that fails beside it is its
/// consequence. The instance check alone means the guest: resource_exhaustion (+ 1.0) where a limit or a log line of that
/// instance says so, else unknown, because a full disk, a bad kernel and a wrong network setting look the same from outside.
/// </para>
/// </summary>
public sealed class InstanceStateRule : IRule
{
    private const int MaxSiblings = 3;
    private const int MaxRuledOut = 5;
    private static readonly TimeSpan OnsetTolerance = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Baseline = TimeSpan.FromHours(1);
    private static readonly string[] Compared = ["availabilityZone", "imageId", "instanceType", "platformDetails", "subnetId"];

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var earliest = evidence.File.Window.From - Baseline;
        List<ResourceState> states = [.. evidence.States.Where(state => state.Resource.Kind == ResourceKinds.Ec2Instance)
            .Select(state => evidence.StateOf(state.Resource)!).DistinctBy(state => state.EvidenceId)];
        var hypotheses = new List<Hypothesis>();
        foreach (var instance in Instances(evidence, states, symptoms))
        {
            var state = states.Find(found => ResourceIdentity.Same(found.Resource, instance));
            var onPath = symptoms.IsOnPath(evidence, instance);
            var trouble = (state is null ? null : InstanceTrouble.Read(state, earliest))
                ?? InstanceTrouble.Read([.. SeriesOf(instance, evidence, symptoms)]);

            // Groups stop and start siblings all day; only what they run on is worth a look from outside.
            if (trouble is not null && (onPath || trouble.Kind != InstanceTroubleKind.NotRunning))
            {
                hypotheses.Add(Propose(instance, state, trouble, onPath, states, earliest, evidence, symptoms));
            }
        }

        return new(hypotheses, [.. states.SelectMany(Postponed).Take(MaxRuledOut)]);
    }

    private static IEnumerable<ResourceRef> Instances(CaseEvidence evidence, List<ResourceState> states, SymptomSet symptoms) =>
        states.Select(state => state.Resource)
            .Concat(symptoms.Series.Select(reading => evidence.Topology.OwnerOf(reading.Series.Resource)))
            .Where(resource => resource.Kind == ResourceKinds.Ec2Instance)
            .DistinctBy(ResourceIdentity.Of).OrderBy(ResourceIdentity.Of, StringComparer.Ordinal);

    private static IEnumerable<SeriesReading> SeriesOf(ResourceRef instance, CaseEvidence evidence, SymptomSet symptoms) =>
        symptoms.Series.Where(reading => ResourceIdentity.Same(evidence.Topology.OwnerOf(reading.Series.Resource), instance));

    private static Hypothesis Propose(
        ResourceRef instance, ResourceState? state, InstanceTrouble trouble, bool onPath, IReadOnlyList<ResourceState> states,
        DateTimeOffset earliest, CaseEvidence evidence, SymptomSet symptoms)
    {
        // EC2's word of now where it speaks of the trouble; else the metric is all there is, and a state that passes doubts it.
        var says = state is not null && InstanceTrouble.Read(state, earliest) is not null ? state : null;
        var name = state is null ? instance.Name : Name(state);
        List<ResourceState> siblings = [.. states.Where(other => evidence.Topology.AreSiblings(other.Resource, instance))];
        List<ResourceState> healthy = [.. siblings.Where(sibling => sibling.Status == ResourceStatus.Healthy).Take(MaxSiblings)];
        List<ResourceState> alike = [.. siblings.Where(sibling => InstanceTrouble.Read(sibling, earliest)?.Kind == trouble.Kind)];
        var allAlike = siblings.Count > 0 && alike.Count == siblings.Count;
        var exhausted = trouble.Kind == InstanceTroubleKind.InstanceCheck ? Exhaustion(instance, symptoms) : [];
        var atOnset = trouble.Since is { } since && symptoms.Onset is { } onset
            && since >= onset.Earliest - OnsetTolerance && since <= onset.Latest + OnsetTolerance;
        var old = trouble.Since < earliest;

        // A healthy twin tells something only of an alarmed instance that is not healthy itself.
        var contrast = onPath && healthy.Count > 0 && state?.Status != ResourceStatus.Healthy;
        var score = trouble.BaseScore + (exhausted.Count > 0 ? 1 : 0) + (symptoms.AlarmReproduced ? 0.4 : 0) + (contrast ? 0.4 : 0)
            + (atOnset ? 0.3 : 0) - (allAlike ? 0.8 : 0) - (onPath ? 0 : 1.2) - (old ? 2.5 : 0);
        var change = ChangeOf(instance, trouble, evidence);
        string[] measured = [.. Measured(instance, evidence, symptoms)];
        return new()
        {
            Resource = instance,
            Category = exhausted.Count > 0 ? CauseCategory.ResourceExhaustion : trouble.Category,
            Signal = Signal(trouble.Kind),
            Summary = $"{name}: {trouble.Text}{Since(trouble)}{Comparison(siblings, healthy.Count, allAlike)}",
            Score = score,
            For =
            [
                $"{(says is null ? "the metrics say" : "EC2 says")} of {name} that {trouble.Text}{Since(trouble)}"
                    + $" [{says?.EvidenceId ?? string.Join(", ", measured)}]",
                .. exhausted.Select(pair => pair.Text),
                .. healthy.Select(sibling => $"the sibling {Name(sibling)} in the same group is healthy [{sibling.EvidenceId}]"
                    + (state is null ? "" : Differences(state, sibling))),
            ],
            Against = [.. Doubts(trouble, siblings.Count, alike, allAlike, onPath, old), .. says is null ? new[] { Now(state) } : []],
            Supporting =
            [
                .. new[] { says?.EvidenceId, change }.OfType<string>().Concat(exhausted.SelectMany(pair => pair.Ids)).Concat(measured)
                    .Concat(healthy.Select(sibling => sibling.EvidenceId)).Distinct(StringComparer.Ordinal),
            ],
            Refuting =
            [
                .. allAlike ? alike.Take(MaxSiblings).Select(sibling => sibling.EvidenceId) : [],
                .. says is null && state is not null ? new[] { state.EvidenceId } : [],
            ],
            ChangeId = change,
            Explains = measured,
        };
    }

    private static IEnumerable<string> Doubts(
        InstanceTrouble trouble, int siblings, IReadOnlyList<ResourceState> alike, bool allAlike, bool onPath, bool old)
    {
        if (allAlike)
        {
            var ids = string.Join(", ", alike.Take(MaxSiblings).Select(sibling => sibling.EvidenceId));
            yield return $"all {siblings} siblings fail alike [{ids}], so it is not this one host";
        }

        if (!onPath)
        {
            yield return "the alarm is on another instance";
        }

        if (old)
        {
            yield return $"it began at {Words.Time(trouble.Since!.Value)}, long before the alarm";
        }

        if (trouble.Category == CauseCategory.Unknown)
        {
            yield return "EC2 sees from outside that it fails, not why";
        }
    }

    private static List<(string Text, IReadOnlyList<string> Ids)> Exhaustion(ResourceRef instance, SymptomSet symptoms) =>
    [
        .. symptoms.Limits.Where(limit => !limit.AlsoBefore && ResourceIdentity.Same(limit.Resource, instance))
            .Select(limit => ($"{limit.Summary} [{string.Join(", ", limit.Evidence)}]", limit.Evidence)),
        .. symptoms.Patterns.Where(pattern => pattern.IsNotable && pattern.Meaning.Category == CauseCategory.ResourceExhaustion
                && ResourceIdentity.Same(pattern.Owner, instance))
            .OrderByDescending(pattern => pattern.GStatistic).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal).Take(3)
            .Select(pattern => (Words.Of(pattern), (IReadOnlyList<string>)[pattern.Pattern.EvidenceId])),
    ];

    /// <summary>The alarm's series and the failed-check metrics of this instance that really rose.</summary>
    private static IEnumerable<string> Measured(ResourceRef instance, CaseEvidence evidence, SymptomSet symptoms) =>
        SeriesOf(instance, evidence, symptoms)
            .Where(reading => (symptoms.AlarmReproduced && ReferenceEquals(reading, symptoms.AlarmSeries))
                || (reading.Series.Name.StartsWith("StatusCheckFailed", StringComparison.Ordinal) && reading.Peak >= 1))
            .Select(reading => reading.Series.EvidenceId).Order(StringComparer.Ordinal);

    /// <summary>The maintenance or the stop as a change, where it was collected as one too: then it is one cause, not two.</summary>
    private static string? ChangeOf(ResourceRef instance, InstanceTrouble trouble, CaseEvidence evidence)
    {
        ChangeKind? kind = trouble.Kind switch
        {
            InstanceTroubleKind.Maintenance => ChangeKind.Maintenance,
            InstanceTroubleKind.NotRunning => ChangeKind.Lifecycle,
            _ => null,
        };
        return evidence.Changes.FirstOrDefault(change => change.Kind == kind && change.Time.OccurredAt == trouble.Since
            && ResourceIdentity.Same(change.Resource, instance))?.EvidenceId;
    }

    private static string Now(ResourceState? state) => state is null
        ? "EC2's own state of it was not read"
        : $"EC2 reports it as {state.NativeStatus} by now [{state.EvidenceId}]";

    private static IEnumerable<RuledOutHypothesis> Postponed(ResourceState state) => InstanceTrouble.ToCome(state).Select(
        planned => new RuledOutHypothesis
        {
            Resource = state.Resource,
            Summary = $"{planned.Reason} of {Name(state)}",
            Reason = $"It has not begun: AWS has scheduled it for {Words.Time(planned.Since!.Value)}.",
            Evidence = [state.EvidenceId],
        });

    private static string Comparison(List<ResourceState> siblings, int healthy, bool allAlike) => (healthy, allAlike) switch
    {
        (_, true) => $", and so do all {siblings.Count} siblings",
        (> 0, _) => $", while {siblings.Count(sibling => sibling.Status == ResourceStatus.Healthy)} of {siblings.Count} siblings are healthy",
        _ => "",
    };

    /// <summary>How the twin differs: what is equal can hardly be the reason.</summary>
    private static string Differences(ResourceState state, ResourceState sibling)
    {
        List<string> different = [.. Compared
            .Where(name => state.Attributes.ContainsKey(name) && sibling.Attributes.ContainsKey(name)
                && state.Attributes[name] != sibling.Attributes[name])
            .Select(name => $"{name} {sibling.Attributes[name]} against {state.Attributes[name]}")];
        return different.Count == 0 ? "" : $" and differs in {string.Join(", ", different)}";
    }

    private static string Since(InstanceTrouble trouble) =>
        trouble.Since is { } since && trouble.Kind != InstanceTroubleKind.Maintenance ? $", since {Words.Time(since)}" : "";

    private static string Name(ResourceState state) =>
        state.Attributes.TryGetValue("name", out var name) ? $"{state.Resource.Name} ({name})" : state.Resource.Name;

    private static string Signal(InstanceTroubleKind kind) => kind switch
    {
        InstanceTroubleKind.Maintenance => "instance_maintenance",
        InstanceTroubleKind.NotRunning => "instance_not_running",
        _ => "failed_status_check",
    };
}
