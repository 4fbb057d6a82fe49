using System.Text.Json;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>Whoever looks for what became of an alarm finds one trace, over every process and both waits in a store.</summary>
[Collection(SharedCluster.Name)]
public sealed class TraceTests(SharedCluster shared)
{
    private static readonly string[] Services =
        ["gateway", "ingestion", "credential-broker", "collector-aws", "investigations"];

    [Fact]
    public async Task One_trace_leads_from_the_post_at_the_gateway_to_the_completed_investigation()
    {
        var customer = shared.Customer;
        await customer.ConnectAllAsync();
        (await customer.RaiseScenarioAlarmAsync()).ShouldBe(200);
        await customer.VerdictAsync();

        // The spans of what follows the verdict are written when they end, a parent's after its children's.
        List<Span> trace = [];
        await customer.UntilAsync(
            async () =>
            {
                trace = await TraceOfTheAlarmAsync(customer);
                return trace.Exists(span => span.Service == "credential-broker" && span.Name.Contains("investigation-completed"))
                    && !WithoutParent(trace).Any();
            },
            () => $"the broker hears of the completion in the alarm's trace, which has no gap: {string.Join(", ", WithoutParent(trace))}");

        // The other clouds' collectors hear that the lease is closed.
        Services.Except(trace.Select(span => span.Service)).ShouldBeEmpty();
        trace.ShouldContain(span => span.Service == "collector-aws" && span.Name.Contains("session-granted"));
        trace.ShouldContain(span => span.Service == "credential-broker" && span.Route == "/internal/leases/redeem");
        foreach (var service in Services[1..3].Append("investigations"))
        {
            trace.ShouldContain(span => span.Service == service && span.Name == "outbox dispatch", service);
        }
    }

    /// <summary>But for the first, each has its parent in the same trace.</summary>
    private static IEnumerable<string> WithoutParent(List<Span> trace)
    {
        var ids = trace.Select(span => span.Id).ToHashSet();
        return trace.Where(span => span.Parent is not null && !ids.Contains(span.Parent)).Select(span => $"{span.Service} {span.Name}");
    }

    private static async Task<List<Span>> TraceOfTheAlarmAsync(Customer customer)
    {
        var spans = new List<Span>();
        foreach (var replica in customer.Cluster.Replicas.Where(replica => File.Exists(replica.TraceFile)))
        {
            await using var stream = new FileStream(replica.TraceFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);

            // The last line may be half written.
            var lines = (await reader.ReadToEndAsync()).Split('\n');
            spans.AddRange(lines[..^1].Select(line => Span.Read(replica.Service, line)));
        }

        var completed = spans.Where(span => span.Name.Contains("investigation-completed")).Select(span => span.Trace).ToHashSet();
        var post = spans.Find(span => span.Service == "gateway" && span.Route?.Contains("cloudwatch", StringComparison.Ordinal) == true
            && completed.Contains(span.Trace));
        return post is null ? [] : spans.FindAll(span => span.Trace == post.Trace);
    }

    private sealed record Span(string Service, string Trace, string Id, string? Parent, string Name, string? Route)
    {
        public static Span Read(string service, string line)
        {
            var span = JsonDocument.Parse(line).RootElement;
            return new Span(
                service, span.GetProperty("traceId").GetString()!, span.GetProperty("spanId").GetString()!,
                span.GetProperty("parentSpanId").GetString(), span.GetProperty("name").GetString()!,
                span.TryGetProperty("http.route", out var route) ? route.GetString() : null);
        }
    }
}
