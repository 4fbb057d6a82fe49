using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>What the stages of a run have resolved so far, bounded.</summary>
internal sealed class Resolved(int maxResources)
{
    private readonly Dictionary<string, ResourceRef> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Relation> _relations = new(StringComparer.Ordinal);
    private readonly List<WatchedAlarm> _watched = [];
    private readonly List<WatchedLogGroup> _watchedLogs = [];

    public AlarmFact? Alarm { get; private set; }

    public IReadOnlyCollection<ResourceRef> Resources => _resources.Values;

    public IReadOnlyCollection<Relation> Relations => _relations.Values;

    public IReadOnlyCollection<WatchedAlarm> Watched => _watched;

    public IReadOnlyCollection<WatchedLogGroup> WatchedLogs => _watchedLogs;

    public void Add(EvidenceBatch batch)
    {
        Alarm ??= batch.Alarms.Count > 0 ? batch.Alarms[0] : null;
        foreach (var resource in batch.Resources.Where(_ => _resources.Count < maxResources))
        {
            _resources.TryAdd(resource.Id, resource);
        }

        foreach (var relation in batch.Relations.Where(_ => _relations.Count < maxResources))
        {
            _relations.TryAdd(relation.EvidenceId, relation);
        }

        _watched.AddRange(batch.Watched.Take(maxResources - _watched.Count));
        _watchedLogs.AddRange(batch.WatchedLogs.Take(maxResources - _watchedLogs.Count));
    }

    public void Add(Resolved other)
    {
        Add(new EvidenceBatch
        {
            Alarms = other.Alarm is null ? [] : [other.Alarm],
            Resources = [.. other.Resources],
            Relations = [.. other.Relations],
            Watched = [.. other.Watched],
            WatchedLogs = [.. other.WatchedLogs],
        });
    }
}
