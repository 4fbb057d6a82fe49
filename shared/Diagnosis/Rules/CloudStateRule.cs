using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// What Azure and Google Cloud themselves say of a resource: Resource Health, the code of a condition, a stop, an upgrade of
/// nodes, a roll-out that did not become ready. Score = 2.2 where the word names a cause on the cloud's side, 1.8 for a code
/// that names what is wrong, 1.4 for a stop of unknown origin, 1.0 for what tells where and not what + 0.4 if the alarm's metric
/// is reproduced + 0.4 if a change on the resource tells who did it + 0.3 if it began within 10 minutes of the onset + 1.0 for
/// an upgrade while pods find no place, or a failing guest beside an exhausted limit of its machine − 0.8 for an upgrade beside
/// which nothing lacks room, and for a roll-out whose predecessor goes on serving − 2.0 off the path − 2.5 if it began before
/// the baseline: then the alarm is about something newer.
/// <para>Off the path, a stop, an upgrade and a roll-out are not worth a word: whole accounts have some at any time.</para>
/// </summary>
public sealed class CloudStateRule : IRule
{
    private const int MaxHypotheses = 8;

    /// <summary>The system event of Google Cloud for a machine whose host died under it.</summary>
    private const string HostError = "hostError ";
    private static readonly TimeSpan OnsetTolerance = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Baseline = TimeSpan.FromHours(1);

    /// <summary>As long as a change may be blamed at all.</summary>
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(4);

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        List<CloudTrouble> read = [.. evidence.States.Select(CloudTrouble.Read).OfType<CloudTrouble>()];
        var troubles = read.Where(trouble => !IsOfPool(trouble, read))
            .GroupBy(trouble => ResourceIdentity.Of(trouble.State.Resource))
            .Select(group => group.OrderByDescending(trouble => trouble.BaseScore).ThenBy(trouble => trouble.Kind)
                .ThenBy(trouble => trouble.State.EvidenceId, StringComparer.Ordinal).First());
        var hypotheses = troubles.Select(trouble => Propose(trouble, evidence, symptoms)).OfType<Hypothesis>()
            .OrderByDescending(hypothesis => hypothesis.Score).ThenBy(hypothesis => hypothesis.Supporting[0], StringComparer.Ordinal);
        return new([.. hypotheses.Take(MaxHypotheses)], []);
    }

    /// <summary>A cluster is upgrading while one of its pools is: the pool says what.</summary>
    private static bool IsOfPool(CloudTrouble cluster, List<CloudTrouble> read) => cluster.Kind == CloudTroubleKind.Upgrade
        && read.Exists(pool => pool.Kind == CloudTroubleKind.Upgrade
            && pool.State.Resource.Id.StartsWith($"{cluster.State.Resource.Id}/", StringComparison.OrdinalIgnoreCase));

    private static Hypothesis? Propose(CloudTrouble trouble, CaseEvidence evidence, SymptomSet symptoms)
    {
        var resource = trouble.State.Resource;
        var onPath = symptoms.IsOnPath(evidence, resource);
        if (!onPath && trouble.Kind is CloudTroubleKind.NotRunning or CloudTroubleKind.Upgrade or CloudTroubleKind.Rollout)
        {
            return null;
        }

        var change = ChangeOf(trouble, evidence, symptoms.Onset);
        var since = trouble.Since ?? change?.Time.OccurredAt;
        var atOnset = since is { } began && symptoms.Onset is { } onset
            && began >= onset.Earliest - OnsetTolerance && began <= onset.Latest + OnsetTolerance;
        var old = since < evidence.File.Window.From - Baseline;
        var shown = Consequences(trouble, evidence, symptoms);
        var harmless = shown.Count == 0
            && (trouble.Kind == CloudTroubleKind.Upgrade || (trouble is { Kind: CloudTroubleKind.Rollout, BaseScore: < 2 }));
        var score = trouble.BaseScore + (symptoms.AlarmReproduced ? 0.4 : 0) + (change is null || !TellsWho(change) ? 0 : 0.4) + (atOnset ? 0.3 : 0)
            + (shown.Count > 0 ? 1 : 0) - (harmless ? 0.8 : 0) - (onPath ? 0 : 2) - (old ? 2.5 : 0);
        var cloud = resource.Provider == CloudProvider.Azure ? "Azure" : "Google Cloud";

        // What the change explains beyond the state is its too: they are one cause, and the state's words may outrank the change's.
        var links = change is null ? [] : SymptomLink.Find(change, evidence, symptoms);
        var explains = shown.SelectMany(pair => pair.Ids).Concat(links.SelectMany(link => link.Evidence)).Distinct(StringComparer.Ordinal).ToList();
        var what = change is null ? null : ChangeMechanism.Of(change) is [var mechanism, ..] && change.Differences.Count > 0 ? $": {mechanism.Text}" : null;
        return new()
        {
            Resource = resource,
            Category = CategoryOf(trouble, change, shown.Count > 0),
            Signal = Signal(trouble.Kind),
            Summary = $"{resource.Name}: {trouble.Text}{what}{Since(since)}{By(change)}",
            Score = score,
            For =
            [
                $"{cloud} says of {resource.Name} that {trouble.Text}{Since(since)} [{trouble.State.EvidenceId}]",
                .. change is null ? [] : new[] { $"{change.Summary} at {Words.Time(change.Time.OccurredAt)} [{change.EvidenceId}]" },
                .. shown.Select(pair => pair.Text),
                .. links.Where(link => !link.Evidence.Any(shown.SelectMany(pair => pair.Ids).Contains)).Select(link => link.Text)
                    .Distinct(StringComparer.Ordinal).Take(3),
            ],
            Against = [.. Doubts(trouble, change, onPath, old, harmless)],
            Supporting =
            [
                .. new[] { trouble.State.EvidenceId }.Concat(new[] { change?.EvidenceId }.OfType<string>()).Concat(explains)
                    .Concat(symptoms.AlarmReproduced ? [symptoms.AlarmSeries!.Series.EvidenceId] : []).Distinct(StringComparer.Ordinal),
            ],
            ChangeId = change?.EvidenceId,
            Explains = explains,
        };
    }

    private static IEnumerable<string> Doubts(CloudTrouble trouble, Change? change, bool onPath, bool old, bool harmless)
    {
        if (!onPath)
        {
            yield return "no known relation leads from the alarmed resource to this one";
        }

        if (old)
        {
            yield return $"it began at {Words.Time((trouble.Since ?? change!.Time.OccurredAt))}, long before the alarm";
        }

        if (harmless)
        {
            yield return trouble.Kind == CloudTroubleKind.Upgrade
                ? "nothing that was read lacks room while it goes on"
                : "what served before goes on serving";
        }

        if (trouble.Category == CauseCategory.Unknown && (change is null || !TellsWho(change)))
        {
            yield return trouble.Kind == CloudTroubleKind.NotRunning ? "no change tells who stopped it" : "the state tells where it fails, not why";
        }
    }

    /// <summary>What shows that an upgrade takes room away, or that a guest fails for want of something.</summary>
    private static List<(string Text, IReadOnlyList<string> Ids)> Consequences(CloudTrouble trouble, CaseEvidence evidence, SymptomSet symptoms)
    {
        if (trouble.Kind is not (CloudTroubleKind.Upgrade or CloudTroubleKind.Guest))
        {
            return [];
        }

        var unplaced = trouble.Kind == CloudTroubleKind.Upgrade;
        var target = trouble.State.Resource;
        return
        [
            .. symptoms.Limits.Where(limit => !limit.AlsoBefore && (limit.Kind == SymptomKind.Unplaced) == unplaced && Near(limit.Resource))
                .Select(limit => ($"{limit.Summary} [{string.Join(", ", limit.Evidence)}]", limit.Evidence)),
            .. symptoms.Patterns.Where(pattern => pattern.IsNotable && Near(pattern.Owner)
                    && (unplaced ? pattern.Meaning.Kind == SymptomKind.Unplaced : pattern.Meaning.Category == CauseCategory.ResourceExhaustion))
                .OrderByDescending(pattern => pattern.GStatistic).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal).Take(3)
                .Select(pattern => (Words.Of(pattern), (IReadOnlyList<string>)[pattern.Pattern.EvidenceId])),
        ];

        bool Near(ResourceRef resource) =>
            unplaced ? evidence.Topology.Hops(target, resource) is <= 2 : ResourceIdentity.Same(target, resource);
    }

    /// <summary>The change that a state is the result of, where it was collected too: then it is one cause, not two.</summary>
    private static Change? ChangeOf(CloudTrouble trouble, CaseEvidence evidence, OnsetInterval? onset)
    {
        ChangeKind[] kinds = trouble.Kind switch
        {
            CloudTroubleKind.Health => [ChangeKind.Maintenance, ChangeKind.Lifecycle],
            CloudTroubleKind.NotRunning => [ChangeKind.Lifecycle, ChangeKind.Maintenance],
            CloudTroubleKind.Upgrade => [ChangeKind.Maintenance],
            CloudTroubleKind.Rollout => [ChangeKind.Deployment],
            CloudTroubleKind.Condition when trouble.Category == CauseCategory.BadDeployment => [ChangeKind.Deployment],
            _ => [],
        };
        var latest = onset?.Latest ?? evidence.File.Window.To;
        return evidence.Changes
            .Where(change => kinds.Contains(change.Kind) && ResourceIdentity.Same(change.Resource, trouble.State.Resource)
                && change.Time.OccurredAt.AddSeconds(-change.Time.UncertaintySeconds) <= latest
                && latest - change.Time.OccurredAt <= Lookback)
            .OrderByDescending(TellsWho).ThenByDescending(change => change.Time.OccurredAt == trouble.Since).ThenByDescending(change => change.Time.OccurredAt)
            .ThenBy(change => change.EvidenceId, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>The closed list has no word for an operator's act; what changed is what the customer wants to run.</summary>
    private static CauseCategory CategoryOf(CloudTrouble trouble, Change? change, bool shown) => trouble switch
    {
        { Category: not CauseCategory.Unknown } => trouble.Category,
        { Kind: CloudTroubleKind.NotRunning } when change is { Kind: ChangeKind.Lifecycle, Actor: not null } => CauseCategory.BadConfiguration,
        { Kind: CloudTroubleKind.NotRunning } when IsSpot(trouble.State) => CauseCategory.CapacityLimit,
        { Kind: CloudTroubleKind.NotRunning } when change is { Kind: ChangeKind.Maintenance } =>
            change.Summary.StartsWith(HostError, StringComparison.Ordinal) ? CauseCategory.InfrastructureFailure : CauseCategory.PlatformMaintenance,
        { Kind: CloudTroubleKind.Guest } when shown => CauseCategory.ResourceExhaustion,
        _ => CauseCategory.Unknown,
    };

    /// <summary>That a machine was stopped is a change too, of which only an audit log knows whose it was.</summary>
    private static bool TellsWho(Change change) => change.Kind != ChangeKind.Lifecycle || change.Actor is not null;

    private static bool IsSpot(ResourceState state) => CloudTrouble.Attribute(state, "provisioningmodel") is "SPOT";

    private static string By(Change? change) => change?.Actor is { Length: > 0 } actor ? $", by {actor}" : "";

    private static string Since(DateTimeOffset? since) => since is { } time ? $", since {Words.Time(time)}" : "";

    private static string Signal(CloudTroubleKind kind) => kind switch
    {
        CloudTroubleKind.Health => "resource_health",
        CloudTroubleKind.NotRunning => "not_running",
        CloudTroubleKind.Upgrade => "node_upgrade",
        CloudTroubleKind.Rollout => "failed_rollout",
        CloudTroubleKind.Guest => "failing_guest",
        _ => "failing_condition",
    };
}
