using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// One act that two sources tell of: a deployment shows what differs, and the log of acts who asked for it. The record without
/// differences goes with the change that has them.
/// </summary>
internal static class SameAct
{
    private const int MaxRecords = 2;

    /// <summary>A log of acts writes when an act is asked for, a resource when it has taken effect.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(90);

    /// <summary>Records of the act that the change is the effect of.</summary>
    public static IReadOnlyList<Change> RecordsOf(Change change, IEnumerable<Change> changes) =>
        [.. changes.Where(other => IsRecordOf(other, change)).OrderBy(other => other.EvidenceId, StringComparer.Ordinal).Take(MaxRecords)];

    /// <summary>True for a record whose effect was read too.</summary>
    public static bool IsTold(Change change, IEnumerable<Change> changes) => changes.Any(other => IsRecordOf(change, other));

    /// <summary>Says nothing of what differs, or only that the newest revision is to have the traffic, as it may have had before.</summary>
    private static bool IsBare(Change change) =>
        change.Differences.All(TrafficSplit.Is) && !TrafficSplit.Of(change).Any();

    private static bool IsRecordOf(Change record, Change change) => IsBare(record) && change.Differences.Count > 0 && !IsBare(change)
        && record.Kind is ChangeKind.Deployment or ChangeKind.Configuration && change.Kind is ChangeKind.Deployment or ChangeKind.Configuration
        && (record.Time.OccurredAt - change.Time.OccurredAt).Duration() <= Apart && ResourceIdentity.Same(record.Resource, change.Resource);
}
