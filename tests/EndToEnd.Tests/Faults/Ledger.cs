using System.Globalization;
using System.Text.Json;
using CauseFlow.Cluster;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>What the stores and the bus say at the end, read from outside the product.</summary>
public sealed class Ledger(LocalCluster cluster)
{
    private const string Database = "causeflow";

    /// <summary>Investigations that have not come to an end.</summary>
    public Task<long> UnfinishedAsync() =>
        CountAsync("""select count(*) from investigations.investigations where "Status" not in ('completed', 'Completed', 'cancelled', 'Cancelled')""");

    public Task<long> OpenLeasesAsync() => CountAsync("""select count(*) from credential_broker.leases where "ClosedAt" is null""");

    public async Task<long> OutboxRowsAsync() => await CountAsync("select count(*) from ingestion.outbox")
        + await CountAsync("select count(*) from credential_broker.outbox") + await CountAsync("select count(*) from investigations.outbox");

    public Task<long> InvestigationsAsync() => CountAsync("select count(*) from investigations.investigations");

    public Task<long> IncidentsAsync() => CountAsync("select count(*) from investigations.incidents");

    /// <summary>Alarms whose ALARM is in exactly one incident, by ARN.</summary>
    public async Task<IReadOnlyDictionary<string, int>> IncidentsOfAlarmsAsync()
    {
        var text = await cluster.PostgreSql.ExecuteAsync(
            """select "AlarmId" || ' ' || count(distinct "IncidentId") from ingestion.firings where lower("State") = 'alarm' group by "AlarmId" """,
            Database, CancellationToken.None);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Passes that ended more than once: verdict revisions repeat or have gaps.</summary>
    public Task<long> RevisionsOutOfOrderAsync() => CountAsync("""
        select count(*) from (select "InvestigationId", count(*) c, max("Revision") m, count(distinct "Revision") d
        from investigations.verdicts group by "InvestigationId") x where c <> m or d <> m
        """);

    public Task<long> InvestigationsWithoutVerdictAsync() => CountAsync("""
        select count(*) from investigations.investigations i where not exists
        (select 1 from investigations.verdicts v where v."InvestigationId" = i."Id")
        """);

    /// <summary>Messages by queue, those without any left out.</summary>
    public async Task<IReadOnlyDictionary<string, long>> QueuesAsync()
    {
        var text = await cluster.RabbitMq.ControlAsync(
            ["list_queues", "name", "messages", "--formatter", "json"], CancellationToken.None);
        using var json = JsonDocument.Parse(text[text.IndexOf('[', StringComparison.Ordinal)..]);
        return json.RootElement.EnumerateArray()
            .Select(queue => (Name: queue.GetProperty("name").GetString()!, Messages: queue.GetProperty("messages").GetInt64()))
            .Where(queue => queue.Messages > 0).ToDictionary(queue => queue.Name, queue => queue.Messages);
    }

    private async Task<long> CountAsync(string sql) => long.Parse(
        await cluster.PostgreSql.ExecuteAsync(sql, Database, CancellationToken.None), CultureInfo.InvariantCulture);
}
