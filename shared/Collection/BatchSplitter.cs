using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>Cuts a batch into parts that fit one message, measured as they are on the wire.</summary>
internal static class BatchSplitter
{
    /// <summary>What a part costs besides its evidence: ids, names, array brackets.</summary>
    private const int FixedBytes = 2_048;

    /// <summary>The parts, and how many single facts were larger than a whole message and had to be left out.</summary>
    public static (IReadOnlyList<EvidenceBatch> Parts, int Dropped) Split(EvidenceBatch batch, int maxBytes)
    {
        var parts = new List<Builder>();
        var current = new Builder();
        var dropped = 0;
        foreach (var (item, size) in Items(batch))
        {
            if (size + FixedBytes > maxBytes)
            {
                dropped++;
                continue;
            }

            if (current.Bytes + size + FixedBytes > maxBytes)
            {
                parts.Add(current);
                current = new Builder();
            }

            current.Add(item, size);
        }

        if (current.Bytes > 0)
        {
            parts.Add(current);
        }

        return ([.. parts.Select(part => part.Build())], dropped);
    }

    /// <summary>Coverage comes last, so that it never promises evidence that is still to come.</summary>
    private static IEnumerable<(object Item, int Bytes)> Items(EvidenceBatch batch)
    {
        IEnumerable<object> items =
        [
            .. batch.Alarms, .. batch.Resources, .. batch.Relations, .. batch.States, .. batch.Changes, .. batch.Metrics,
            .. batch.Logs, .. batch.Coverage,
        ];
        return items.Select(item => (
            item, JsonSerializer.SerializeToUtf8Bytes(item, item.GetType(), ContractJson.Options).Length + 1));
    }

    private sealed class Builder
    {
        private readonly List<object> _items = [];

        public int Bytes { get; private set; }

        public void Add(object item, int bytes)
        {
            _items.Add(item);
            Bytes += bytes;
        }

        public EvidenceBatch Build() => new()
        {
            Alarms = Of<AlarmFact>(),
            Resources = Of<ResourceRef>(),
            Relations = Of<Relation>(),
            Metrics = Of<MetricSeries>(),
            Logs = Of<LogPattern>(),
            States = Of<ResourceState>(),
            Changes = Of<Change>(),
            Coverage = Of<Coverage>(),
        };

        private List<T> Of<T>() => [.. _items.OfType<T>()];
    }
}
