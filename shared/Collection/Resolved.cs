using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>What the stages of a run have resolved so far, bounded.</summary>
internal sealed class Resolved(int maxResources)
{
    private readonly Dictionary<string, ResourceRef> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Relation> _relations = new(StringComparer.Ordinal);
    private readonly List<WatchedMetric> _watched = [];

    public AlarmFact? Alarm { get; private set; }

    public IReadOnlyCollection<ResourceRef> Resources => _resources.Values;

    public IReadOnlyCollection<Relation> Relations => _relations.Values;

    public IReadOnlyCollection<WatchedMetric> Watched => _watched;

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
    }

    public void Add(Resolved other)
    {
        Add(new EvidenceBatch
        {
            Alarms = other.Alarm is null ? [] : [other.Alarm],
            Resources = [.. other.Resources],
            Relations = [.. other.Relations],
            Watched = [.. other.Watched],
        });
    }
}
