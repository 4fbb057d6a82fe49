using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace CauseFlow.Dashboard.Tests;

/// <summary>
/// Fills the cases of a product that stands idle, for sizes that no test could wait for otherwise. What it writes are copies of rows that
/// the product wrote itself.
/// </summary>
public sealed class StoreSeed : IAsyncDisposable
{
    private readonly SqliteConnection _store;

    private StoreSeed(SqliteConnection store) => _store = store;

    public static async Task<StoreSeed> OpenAsync(string folder)
    {
        var file = Directory.GetFiles(folder, "investigations.db", SearchOption.AllDirectories).Single();
        var store = new SqliteConnection($"Data Source={file};Default Timeout=60;Pooling=False");
        await store.OpenAsync();
        return new StoreSeed(store);
    }

    /// <summary>Copies of one incident, older than it and a minute apart, of all statuses and severities.</summary>
    /// <returns>The title of the oldest.</returns>
    public async Task<string> IncidentsAsync(string incidentId, int count)
    {
        await CopyAsync("incidents", "one.Id = $id", new()
        {
            ["Id"] = "'inc_' || printf('%026d', n.i)", ["IncidentKey"] = "'seed ' || n.i", ["Title"] = "'Latency of shop ' || n.i",
            ["Summary"] = "'The pool of connections of shop ' || n.i || ' is too small.'", ["SearchText"] = "' latency of shop ' || n.i",
            ["CreatedAt"] = "one.CreatedAt - n.i * 60000000", ["UpdatedAt"] = "one.CreatedAt - n.i * 60000000",
            ["SeverityRank"] = "n.i % 5",
            ["Severity"] = "case n.i % 5 when 0 then 'Critical' when 1 then 'High' when 2 then 'Medium' when 3 then 'Low' else 'Info' end",
            ["Status"] = "case n.i % 4 when 0 then 'Open' when 1 then 'Triaging' when 2 then 'Resolved' else 'Closed' end",
            ["Source"] = "case n.i % 3 when 0 then 'cloudwatch' else 'custom' end", ["InvestigationId"] = "null",
        }, count, ("$id", incidentId));
        foreach (var word in (string[])["'latency'", "'of'", "'shop'", "cast(cast(substr(Id, 5) as integer) as text)"])
        {
            await RunAsync($"insert into incident_words (TenantId, Word, IncidentId) select TenantId, {word}, Id from incidents where IncidentKey like 'seed %'");
        }

        return $"Latency of shop {count}";
    }

    /// <summary>A second incident like this one, whose second and last revision was judged on very many facts.</summary>
    /// <param name="incidentId">With a verdict.</param>
    /// <param name="facts">In the case and in the list.</param>
    /// <returns>Its id.</returns>
    public async Task<string> LargeCaseAsync(string incidentId, int facts)
    {
        const string incident = "inc_6" + "0000000000000000000000000", investigation = "inv_6" + "0000000000000000000000000";
        var (of, to) = (("$id", (object)incidentId), ("$to", (object)investigation));
        var from = (string)(await ScalarAsync("select InvestigationId from incidents where Id = $id", of))!;
        var was = ("$from", (object)from);
        await CopyAsync("incidents", "one.Id = $id", new()
        {
            ["Id"] = $"'{incident}'", ["IncidentKey"] = "'large'", ["Title"] = "'A case of very many facts'", ["InvestigationId"] = "$to",
            ["CreatedAt"] = "one.CreatedAt - 1000000", ["UpdatedAt"] = "one.UpdatedAt - 1000000",
        }, 1, of, to);
        await CopyAsync("investigations", "one.Id = $from", new()
        {
            ["Id"] = "$to", ["IncidentId"] = $"'{incident}'", ["Revision"] = "one.Revision + 1", ["DueAt"] = "null",
        }, 1, was, to);
        Dictionary<string, string> moved = new() { ["InvestigationId"] = "$to", ["IncidentId"] = $"'{incident}'" };
        await CopyAsync("timeline", "one.InvestigationId = $from", moved, 1, was, to);
        await CopyAsync("incident_alarms", "one.IncidentId = $id", new() { ["IncidentId"] = $"'{incident}'" }, 1, of);
        await CopyAsync("verdicts", "one.InvestigationId = $from", moved, 1, was, to);
        await CopyAsync("evidence", "one.InvestigationId = $from", new() { ["InvestigationId"] = "$to" }, 1, was, to);
        await MultiplyAsync(investigation, facts);
        return incident;
    }

    /// <summary>An ended investigation like that of the incident, in which another integration took part.</summary>
    public async Task TookPartAsync(string incidentId, string integrationId)
    {
        const string investigation = "inv_5" + "0000000000000000000000000";
        var from = (string)(await ScalarAsync("select InvestigationId from incidents where Id = $id", ("$id", incidentId)))!;
        (string, object)[] values = [("$from", from), ("$to", investigation), ("$integration", integrationId)];
        Dictionary<string, string> moved = new() { ["InvestigationId"] = "$to", ["IntegrationId"] = "$integration" };
        await CopyAsync("investigations", "one.Id = $from", new() { ["Id"] = "$to", ["DueAt"] = "null" }, 1, values[..2]);
        await CopyAsync("accesses", "one.InvestigationId = $from", moved, 1, values);
        await CopyAsync("parts", "one.InvestigationId = $from", moved, 1, values);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.CloseAsync();
        await _store.DisposeAsync();
    }

    private async Task MultiplyAsync(string investigation, int facts)
    {
        var (to, last) = (("$to", (object)investigation), "(select max(Revision) from verdicts where InvestigationId = $to)");
        var file = JsonNode.Parse((string)(await ScalarAsync($"select \"Case\" from verdicts where InvestigationId = $to and Revision = {last}", to))!)!;
        await CopyAsync("verdicts", $"one.InvestigationId = $to and one.Revision = {last}", new()
        {
            ["Revision"] = "one.Revision + 1", ["Case"] = "$case", ["JudgedAt"] = "one.JudgedAt + 60000000", ["IsChanged"] = "1",
        }, 1, to, ("$case", Multiplied(file, facts).ToJsonString()));
        var known = (long)(await ScalarAsync("select count(*) from evidence where InvestigationId = $to", to))!;
        await CopyAsync("evidence", "one.Seq = (select Seq from evidence where InvestigationId = $to and Type = 'log' limit 1)", new()
        {
            ["EvidenceId"] = "'evi_' || printf('%032d', n.i)", ["Summary"] = "'Fact ' || n.i || ': ' || one.Summary",
        }, facts - (int)known, to);
    }

    /// <summary>Copies of what each kind has, in turn, until there are so many.</summary>
    private static JsonNode Multiplied(JsonNode file, int facts)
    {
        var kinds = new[] { "logs", "metrics", "states", "changes" }.Select(kind => file[kind]!.AsArray()).Where(kind => kind.Count > 0).ToList();
        var templates = kinds.Select(kind => kind.Select(fact => fact!.DeepClone()).ToList()).ToList();
        var number = 0;
        for (var total = kinds.Sum(kind => kind.Count); total < facts; total++)
        {
            var place = number++ % kinds.Count;
            var copy = templates[place][number % templates[place].Count].DeepClone();
            copy["evidenceId"] = "evi_" + number.ToString("D32", CultureInfo.InvariantCulture);
            kinds[place].Add(copy);
        }

        return file;
    }

    /// <summary>Every column as it was, but those that are named; so many times.</summary>
    private async Task CopyAsync(
        string table, string where, Dictionary<string, string> changed, int times, params (string Name, object Value)[] values)
    {
        var columns = new List<string>();
        await using (var command = _store.CreateCommand())
        {
            command.CommandText = $"select name from pragma_table_info('{table}') where name <> 'Seq'";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                columns.Add(reader.GetString(0));
            }
        }

        await RunAsync($"""
            insert into "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            select {string.Join(", ", columns.Select(column => changed.TryGetValue(column, out var now) ? now : $"one.\"{column}\""))}
            from "{table}" as one
            join (with recursive n(i) as (select 1 union all select i + 1 from n where i < {times}) select i from n) as n
            where {where}
            """, values);
    }

    private async Task RunAsync(string sql, params (string Name, object Value)[] values)
    {
        await using var command = Command(sql, values);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0, sql);
    }

    private async Task<object?> ScalarAsync(string sql, params (string Name, object Value)[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync();
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] values)
    {
        var command = _store.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
