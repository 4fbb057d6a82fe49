using System.Globalization;
using System.Text.Json;
using CauseFlow.Cluster;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>
/// What the stores and the bus say of the alarms of one run, read from outside the product and across the services: ingestion's
/// word alone would not show what was lost on the way to investigations.
/// </summary>
public sealed class Ledger(LocalCluster cluster, string arnPrefix)
{
    private const string Database = "causeflow";

    /// <summary>Each alarm of the run once for every incident and investigation that it led to.</summary>
    private string Chain => $"""
        with chain as (
          select f."AlarmId" alarm, f."IncidentId" incident, i."Id" seen, v."Id" investigation, v."Status" status, v."TenantId" tenant
          from ingestion.firings f
          left join investigations.incidents i on i."TenantId" = f."TenantId" and i."Id" = f."IncidentId"
          left join investigations.investigations v on v."TenantId" = f."TenantId" and v."IncidentId" = i."Id"
          where f."State" = 'Alarm' and f."AlarmId" like '{arnPrefix}%')
        """;

    /// <summary>Alarms that investigations shows in exactly one incident with exactly one investigation, which has a verdict.</summary>
    public async Task<IReadOnlySet<string>> WholeAlarmsAsync()
    {
        var text = await cluster.PostgreSql.ExecuteAsync($"""
            {Chain} select alarm from chain group by alarm
            having count(distinct seen) = 1 and count(distinct investigation) = 1
            and bool_and(exists (select 1 from investigations.verdicts d where d."InvestigationId" = chain.investigation))
            """, Database, CancellationToken.None);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Incidents of all runs as investigations has them, those included that no firing points to.</summary>
    public Task<long> IncidentsAsync() => CountAsync("select count(*) from investigations.incidents");

    public Task<long> InvestigationsAsync() => CountAsync("select count(*) from investigations.investigations");

    public Task<long> CompletedAsync() => CountAsync(
        "select count(*) from investigations.investigations where \"Status\" = 'Completed'");

    /// <summary>Those that a collector has sent anything for.</summary>
    public Task<long> WithEvidenceAsync() => CountAsync($"""
        {Chain} select count(distinct investigation) from chain
        where exists (select 1 from investigations.parts p where p."InvestigationId" = chain.investigation)
        """);

    /// <summary>Those without, whose case says what could not be read.</summary>
    public Task<long> ToldWhyAsync() => CountAsync($"""
        {Chain} select count(distinct investigation) from chain
        where not exists (select 1 from investigations.parts p where p."InvestigationId" = chain.investigation)
        and exists (select 1 from investigations.verdicts d where d."InvestigationId" = chain.investigation
          and jsonb_path_exists(d."Case"::jsonb, '$.coverage[*] ? (@.outcome == "timed_out" || @.outcome == "failed" || @.outcome == "throttled"
            || @.outcome == "denied")'))
        """);

    public Task<long> UnfinishedAsync() => CountAsync(
        $"{Chain} select count(distinct investigation) from chain where status not in ('Completed', 'Cancelled')");

    /// <summary>Passes that have been granted and never heard of an end.</summary>
    public Task<long> PassesWithoutEndAsync() => CountAsync("""select count(*) from credential_broker.investigation_passes where "EndedAt" is null""");

    /// <summary>Different InvestigationCompleted messages that the broker has heard, of all runs: one for each pass.</summary>
    public Task<long> EndsAsync() => CountAsync(
        """select count(*) from credential_broker.inbox where "Endpoint" = 'credential-broker-investigation-completed'""");

    public Task<long> OpenLeasesAsync() => CountAsync("""select count(*) from credential_broker.leases where "ClosedAt" is null""");

    public async Task<long> OutboxRowsAsync()
    {
        var rows = 0L;
        foreach (var service in ServiceNames.WithStore.Where(ServiceNames.OnBus.Contains))
        {
            rows += await CountAsync($"select count(*) from {service.Replace('-', '_')}.outbox");
        }

        return rows;
    }

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

    /// <summary>Which of these texts stand in a database, a trace file, or what the processes have printed in all their lives.</summary>
    public async Task<IReadOnlyList<string>> FoundAsync(IReadOnlyCollection<string> secrets)
    {
        List<string> places = [await cluster.PostgreSql.DumpAsync(Database, CancellationToken.None)];
        foreach (var replica in cluster.Replicas)
        {
            places.AddRange(replica.OutputFiles.Select(ReadWritten));
            if (File.Exists(replica.TraceFile))
            {
                places.Add(ReadWritten(replica.TraceFile));
            }
        }

        return [.. secrets.Where(secret => places.Exists(place => place.Contains(secret, StringComparison.Ordinal)))];
    }

    private static string ReadWritten(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private async Task<long> CountAsync(string sql) => long.Parse(
        await cluster.PostgreSql.ExecuteAsync(sql, Database, CancellationToken.None), CultureInfo.InvariantCulture);
}
