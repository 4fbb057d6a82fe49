
namespace CauseFlow.Collection.Resolve;

/// <summary>Puts what several steps of a resolver have found into one batch.</summary>
public static class Batches
{
    /// <summary>Resources and relations once each, in the order in which they were found.</summary>
    public static EvidenceBatch Join(IReadOnlyList<EvidenceBatch> batches) => new()
    {
        Resources = [.. batches.SelectMany(batch => batch.Resources).DistinctBy(resource => resource.Id)],
        Relations = [.. batches.SelectMany(batch => batch.Relations).DistinctBy(relation => relation.EvidenceId)],
        WatchedLogs = [.. batches.SelectMany(batch => batch.WatchedLogs).Distinct()],
        Coverage = [.. batches.SelectMany(batch => batch.Coverage)],
    };
}
