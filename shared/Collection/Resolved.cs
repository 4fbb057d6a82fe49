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

    /// <summary>Resources and relations beyond the bound.</summary>
    public int LeftOut { get; private set; }

    public void Add(EvidenceBatch batch)
    {
        Alarm ??= batch.Alarms.Count > 0 ? batch.Alarms[0] : null;
        foreach (var resource in batch.Resources)
        {
            Add(_resources, resource.Id, resource);
        }

        foreach (var relation in batch.Relations)
        {
            Add(_relations, relation.EvidenceId, relation);
        }

        _watched.AddRange(batch.Watched.Take(maxResources - _watched.Count));
        _watchedLogs.AddRange(batch.WatchedLogs.Take(maxResources - _watchedLogs.Count));
    }

    private void Add<T>(Dictionary<string, T> known, string key, T value)
    {
        if (known.Count < maxResources)
        {
            known.TryAdd(key, value);
        }
        else if (!known.ContainsKey(key))
        {
            LeftOut++;
        }
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
