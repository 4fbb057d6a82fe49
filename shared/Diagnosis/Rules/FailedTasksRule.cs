using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// Tasks of a container service that stopped by a fault in the incident window, one revision at a time. Score = 1.2, since
/// it is the cloud's own word, + 1.2 if a deployment rolled this revision out in the hour before + 0.8 if tasks of another
/// revision are healthy, the twins that lack only that change + 0.3 × log2 of the failures, at most 0.6 + 0.4 if the reason
/// itself names a category + 0.3 for a new error on the service + 0.2 if the alarm's metric is reproduced − 0.8 if tasks of
/// the same revision are healthy − 1.8 if as many stopped in the hour before − 1.2 off the path − 1.2 if the deployment
/// came after the onset.
/// </summary>
public sealed class FailedTasksRule : IRule
{
    private const int MaxCited = 3;

    /// <summary>A revision that ran longer than this without a fault is not failing because it was rolled out.</summary>
    private static readonly TimeSpan RolloutAge = TimeSpan.FromHours(1);

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var failures = TaskFailure.Read(evidence);
        var hypotheses = failures.Where(failure => InWindow(failure, evidence))
            .GroupBy(failure => (Service: ResourceIdentity.Of(failure.Service), failure.Revision))
            .OrderBy(group => group.Key.Service, StringComparer.Ordinal).ThenBy(group => group.Key.Revision, StringComparer.Ordinal)
            .Select(group => Propose([.. group], failures, evidence, symptoms));
        return new([.. hypotheses], [.. HealthyNeighbours(evidence, symptoms)]);
    }

    private static bool InWindow(TaskFailure failure, CaseEvidence evidence) =>
        failure.At >= evidence.File.Window.From && failure.At <= evidence.File.Window.To;

    private static Hypothesis Propose(
        IReadOnlyList<TaskFailure> failing, IReadOnlyList<TaskFailure> all, CaseEvidence evidence, SymptomSet symptoms)
    {
        var (service, revision) = (failing[0].Service, failing[0].Revision);
        var reason = failing.GroupBy(failure => (failure.Category, failure.IsOutOfMemory)).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key.Category).First().First();
        var rollout = RolloutOf(service, revision, failing[0].At, evidence);
        var healthy = evidence.States.Where(state => state.Resource.Kind == ResourceKinds.EcsTask && state.Status == ResourceStatus.Healthy
            && TaskFailure.ServiceOf(state, evidence) is { } owner && ResourceIdentity.Same(owner, service)).ToList();
        var twins = healthy.Where(state => TaskFailure.RevisionOf(state) != revision).ToList();
        var patterns = symptoms.Patterns.Where(pattern => pattern.IsNotable && ResourceIdentity.Same(pattern.Owner, service))
            .OrderByDescending(pattern => pattern.GStatistic).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal).ToList();
        var before = all.Where(failure => failure.At < evidence.File.Window.From && ResourceIdentity.Same(failure.Service, service)).ToList();
        var onPath = symptoms.IsOnPath(evidence, service);
        var late = rollout is not null && symptoms.Onset is { } onset
            && rollout.Time.OccurredAt.AddSeconds(-rollout.Time.UncertaintySeconds) > onset.Latest;
        var score = 1.2 + (rollout is null ? 0 : 1.2) + (twins.Count > 0 ? 0.8 : 0) + Math.Min(0.6, 0.3 * Math.Log2(failing.Count))
            + (reason.Category == CauseCategory.Unknown ? 0 : 0.4) + (patterns.Count > 0 ? 0.3 : 0) + (symptoms.AlarmReproduced ? 0.2 : 0)
            - (healthy.Count > twins.Count ? 0.8 : 0) - (before.Count >= failing.Count ? 1.8 : 0) - (onPath ? 0 : 1.2) - (late ? 1.2 : 0);
        var blamed = late ? null : rollout;
        var cited = failing.Take(MaxCited).Select(failure => failure.State.EvidenceId).ToList();
        return new()
        {
            Resource = service,
            Category = CategoryOf(reason, blamed, patterns),
            Signal = "failed_tasks",
            Summary = Summary(failing, reason, blamed),
            Score = score,
            For =
            [
                $"{Count(failing.Count)} of {revision} stopped from {Words.Time(failing[0].At)} on: {reason.Reason} [{string.Join(", ", cited)}]",
                .. blamed is null ? [] : new[] { $"{blamed.Summary} at {Words.Time(blamed.Time.OccurredAt)} [{blamed.EvidenceId}]" },
                .. twins.Count == 0 ? [] : new[] { $"{Count(twins.Count)} of {TaskFailure.RevisionOf(twins[0])} kept running [{Ids(twins)}]" },
                .. patterns.Take(3).Select(Words.Of),
            ],
            Against =
            [
                .. healthy.Count > twins.Count ? new[] { $"{Count(healthy.Count - twins.Count)} of {revision} are healthy" } : [],
                .. before.Count >= failing.Count ? new[] { $"{Count(before.Count)} stopped by a fault in the hour before too" } : [],
                .. late ? new[] { $"{revision} was rolled out after the onset" } : [],
                .. onPath ? [] : new[] { "no known relation leads from the alarmed resource to this service" },
            ],
            Supporting =
            [
                .. new[] { blamed?.EvidenceId }.OfType<string>().Concat(cited).Concat(twins.Take(1).Select(twin => twin.EvidenceId))
                    .Concat(patterns.Take(2).Select(pattern => pattern.Pattern.EvidenceId))
                    .Concat(new[] { evidence.StateOf(service)?.EvidenceId }.OfType<string>())
                    .Concat(symptoms.AlarmReproduced ? [symptoms.AlarmSeries!.Series.EvidenceId] : []).Distinct(StringComparer.Ordinal),
            ],
            Refuting =
            [
                .. before.Count >= failing.Count ? before.Take(MaxCited).Select(failure => failure.State.EvidenceId) : [],
                .. healthy.Except(twins).Take(MaxCited).Select(state => state.EvidenceId),
            ],
            ChangeId = blamed?.EvidenceId,
            Explains = [.. failing.Select(failure => failure.State.EvidenceId).Concat(patterns.Select(pattern => pattern.Pattern.EvidenceId))],
        };
    }

    /// <summary>The deployment that brought this revision shortly before its first failure; one that changed nothing is none.</summary>
    private static Change? RolloutOf(ResourceRef service, string revision, DateTimeOffset firstFailure, CaseEvidence evidence) =>
        evidence.Changes.Where(change => ResourceIdentity.Same(change.Resource, service)
                && change.Differences.Any(difference => Rollouts.IsRevision(difference) && difference.After == revision)
                && (change.Differences.Count > 1 || change.Differences[0].Before is null)
                && change.Time.OccurredAt.AddSeconds(-change.Time.UncertaintySeconds) <= firstFailure
                && firstFailure - change.Time.OccurredAt <= RolloutAge)
            .OrderByDescending(change => change.Time.OccurredAt).ThenBy(change => change.EvidenceId, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>
    /// What the cloud says stands, save memory that the deployment itself lowered; an exit code takes its category from the
    /// deployment, and without one from what the service logs.
    /// </summary>
    private static CauseCategory CategoryOf(TaskFailure reason, Change? rollout, List<PatternReading> patterns)
    {
        if (reason.IsOutOfMemory)
        {
            return rollout is not null && Rollouts.LowersMemory(rollout) ? CauseCategory.BadConfiguration : CauseCategory.ResourceExhaustion;
        }

        return reason.Category != CauseCategory.Unknown ? reason.Category
            : rollout is not null ? Rollouts.CategoryOf(rollout)
            : patterns.Select(pattern => pattern.Meaning.Category).FirstOrDefault(category => category != CauseCategory.Unknown, CauseCategory.Unknown);
    }

    private static string Summary(IReadOnlyList<TaskFailure> failing, TaskFailure reason, Change? rollout)
    {
        var what = rollout is null ? "" : $" after a deployment that changed {Rollouts.Fields(rollout)}";
        return $"{Count(failing.Count)} of {failing[0].Service.Name} ({failing[0].Revision}) stopped with {reason.Reason}{what}";
    }

    /// <summary>A deployment in the same cluster that is done and healthy, and that nothing connects with the alarm.</summary>
    private static IEnumerable<RuledOutHypothesis> HealthyNeighbours(CaseEvidence evidence, SymptomSet symptoms) =>
        from change in evidence.Changes
        where change.Resource.Kind == ResourceKinds.EcsService && change.Kind == ChangeKind.Deployment
            && symptoms.Onset is { } onset && evidence.Subject is { } subject
            && change.Time.OccurredAt <= onset.Latest && onset.Earliest - change.Time.OccurredAt <= RolloutAge
            && evidence.Topology.Hops(subject, change.Resource) is null
        let state = evidence.StateOf(change.Resource)
        where state is { Status: ResourceStatus.Healthy } && state.Attributes.GetValueOrDefault("rolloutState") == "COMPLETED"
        select new RuledOutHypothesis
        {
            Resource = change.Resource,
            Summary = change.Summary,
            Reason = $"Its rollout completed, {state.Attributes.GetValueOrDefault("runningCount")} of "
                + $"{state.Attributes.GetValueOrDefault("desiredCount")} tasks run, and nothing leads from the alarm to it.",
            Evidence = [change.EvidenceId, state.EvidenceId],
        };

    private static string Count(int tasks) => tasks == 1 ? "1 task" : $"{tasks} tasks";

    private static string Ids(List<ResourceState> states) => string.Join(", ", states.Take(2).Select(state => state.EvidenceId));
}
