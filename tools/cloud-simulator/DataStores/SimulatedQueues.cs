namespace CauseFlow.CloudSimulation.DataStores;

/// <summary>Messages that lie in queues: hidden for a while once received, there again if nobody deletes them.</summary>
public sealed class SimulatedQueues(TimeProvider clock)
{
    private sealed class Entry(string body)
    {
        public string Id { get; } = Guid.NewGuid().ToString();

        public string Body { get; } = body;

        public string? Receipt { get; set; }

        public DateTimeOffset HiddenUntil { get; set; } = DateTimeOffset.MinValue;

        public int Receipts { get; set; }
    }

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Entry>> queues = new(StringComparer.Ordinal);

    /// <summary>Puts a message into a queue, which is made if there is none of that name.</summary>
    public void Send(string queue, string body)
    {
        lock (gate)
        {
            Of(queue).Add(new Entry(body));
        }
    }

    /// <summary>Makes an empty queue.</summary>
    public void Create(string queue)
    {
        lock (gate)
        {
            Of(queue);
        }
    }

    /// <summary>Messages that nobody has deleted.</summary>
    public int Count(string queue)
    {
        lock (gate)
        {
            return queues.GetValueOrDefault(queue)?.Count ?? 0;
        }
    }

    /// <summary>How often the messages that are left were received, the most of them.</summary>
    public int MostReceipts(string queue)
    {
        lock (gate)
        {
            return queues.GetValueOrDefault(queue)?.Select(entry => entry.Receipts).DefaultIfEmpty().Max() ?? 0;
        }
    }

    internal bool Has(string queue)
    {
        lock (gate)
        {
            return queues.ContainsKey(queue);
        }
    }

    internal IReadOnlyList<QueuedMessage> Receive(string queue, int max, TimeSpan hidden)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var found = Of(queue).Where(entry => entry.HiddenUntil <= now).Take(max).ToList();
            foreach (var entry in found)
            {
                (entry.Receipt, entry.HiddenUntil) = (Guid.NewGuid().ToString("N"), now + hidden);
                entry.Receipts++;
            }

            return [.. found.Select(entry => new QueuedMessage(entry.Id, entry.Receipt!, entry.Body))];
        }
    }

    internal bool Delete(string queue, string receipt)
    {
        lock (gate)
        {
            return Of(queue).RemoveAll(entry => entry.Receipt == receipt && entry.HiddenUntil > clock.GetUtcNow()) > 0;
        }
    }

    private List<Entry> Of(string queue)
    {
        if (!queues.TryGetValue(queue, out var entries))
        {
            queues[queue] = entries = [];
        }

        return entries;
    }
}
