using System.Text.Json;

namespace CauseFlow.Bench.Investigation;

/// <summary>The calls to the cloud in one trace: client spans that no other service of the product answered.</summary>
internal sealed class CloudCalls
{
    private readonly List<(DateTimeOffset Start, DateTimeOffset End)> calls;

    private CloudCalls(List<(DateTimeOffset Start, DateTimeOffset End)> calls, DateTimeOffset? redeemed) =>
        (this.calls, Redeemed) = (calls, redeemed);

    /// <summary>When the collector had its credentials; null when the trace has no such span.</summary>
    public DateTimeOffset? Redeemed { get; }

    public int Count => calls.Count;

    /// <summary>When the collector took the grant from the bus; null when the trace has no such span.</summary>
    public DateTimeOffset? Collecting { get; private init; }

    /// <summary>When the collector had sent its closing message; null when the trace has no such span.</summary>
    public DateTimeOffset? Collected { get; private init; }

    public static CloudCalls Read(string traceFile, string traceId)
    {
        using var stream = new FileStream(traceFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var spans = new List<Span>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Contains(traceId, StringComparison.Ordinal) && line.EndsWith('}'))
            {
                spans.Add(Span.Parse(line));
            }
        }

        var answered = spans.Where(span => span.Kind == "Server").Select(span => span.Parent).ToHashSet();
        var redeem = spans.FirstOrDefault(span => span.Kind == "Server" && span.Name.Contains("/internal/leases/redeem", StringComparison.Ordinal));
        var collecting = spans.FirstOrDefault(span =>
            span.Kind == "Consumer" && span.Name.Contains("session-granted", StringComparison.Ordinal));
        return new CloudCalls(
            [.. spans.Where(span => span is { Kind: "Client", Source: "System.Net.Http" } && !answered.Contains(span.Id))
                .Select(span => (span.Start, span.End))], redeem?.End)
        {
            Collecting = collecting?.Start, Collected = collecting?.End,
        };
    }

    /// <summary>How long at least one call was under way: no order of the same calls in sequence could be shorter than this.</summary>
    public TimeSpan Busy(DateTimeOffset from, DateTimeOffset to)
    {
        var (busy, reached) = (TimeSpan.Zero, from);
        foreach (var (start, end) in calls.OrderBy(call => call.Start))
        {
            var begin = start > reached ? start : reached;
            var until = end < to ? end : to;
            if (until > begin)
            {
                busy += until - begin;
                reached = until;
            }
        }

        return busy;
    }

    /// <summary>All calls one after the other, as a product that never has two under way would make them.</summary>
    public TimeSpan Sum(DateTimeOffset from) =>
        calls.Where(call => call.Start >= from).Aggregate(TimeSpan.Zero, (sum, call) => sum + (call.End - call.Start));

    public int CountFrom(DateTimeOffset from) => calls.Count(call => call.Start >= from);

    public TimeSpan Slowest(DateTimeOffset from) =>
        calls.Where(call => call.Start >= from).Select(call => call.End - call.Start).DefaultIfEmpty().Max();

    private sealed record Span(string Id, string? Parent, string Name, string Source, string Kind, DateTimeOffset Start, DateTimeOffset End)
    {
        public static Span Parse(string line)
        {
            using var json = JsonDocument.Parse(line);
            string? Text(string name) => json.RootElement.GetProperty(name).GetString();
            var start = json.RootElement.GetProperty("startTime").GetDateTimeOffset();
            var length = json.RootElement.GetProperty("durationMilliseconds").GetDouble();
            return new Span(Text("spanId")!, Text("parentSpanId"), Text("name")!, Text("source")!, Text("kind")!, start, start.AddMilliseconds(length));
        }
    }
}
