using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>Log Analytics has a token and an endpoint of its own; 200 can be an error with rows, 204 an empty workspace.</summary>
/// <param name="http">Log Analytics.</param>
/// <param name="maxRows">Rows that are taken from an answer, whatever it holds.</param>
internal sealed class LogAnalyticsClient(AzureHttp http, int maxRows) : ILogsClient
{
    public const string Permission = "Microsoft.OperationalInsights/workspaces/query/read";

    /// <summary>What a resource's own rows need, whichever workspace has them; any reader of the resource may.</summary>
    private const string OfResource = "Microsoft.Insights/logs/read";

    public async Task<LogRows> QueryAsync(
        string? workspaceId, AzureId? resource, string query, DateTimeOffset from, DateTimeOffset to, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var path = workspaceId is not null ? $"/v1/workspaces/{Uri.EscapeDataString(workspaceId)}/query" : $"/v1{resource!.Path}/query";
        var body = new JsonObject { ["query"] = query, ["timespan"] = $"{Kql.Iso(from)}/{Kql.Iso(to)}" };
        var call = new AzureCall(Permission, path, resource?.Text ?? "<resource id of the workspace>",
            body.ToJsonString()) { MayBeEmpty = true, Needs = workspaceId is null ? OfResource : null };
        using var document = await http.SendAsync(call, calls, cancellationToken);
        if (document is null)
        {
            return new LogRows([], null);
        }

        var root = document.RootElement;
        if (root.Items("tables") is not [var table, ..])
        {
            throw AzureHttp.Unreadable(call, null);
        }

        var error = root.At("error") is { } found ? AzureErrorBody.Read(found) : null;
        return new LogRows(Rows(table), error is null ? null
            : $"Azure returned a part of the rows ({string.Join(", ", error.Codes.Take(4))})");
    }

    private List<LogRow> Rows(JsonElement table)
    {
        var columns = table.Items("columns").Select((column, index) => (Name: column.Text("name"), Index: index))
            .Where(column => column.Name is not null).GroupBy(column => column.Name!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(column => column.Key, column => column.First().Index, StringComparer.OrdinalIgnoreCase);
        var rows = new List<LogRow>();
        if (table.At("rows") is not { ValueKind: JsonValueKind.Array } given)
        {
            return rows;
        }

        foreach (var row in given.EnumerateArray().Take(maxRows))
        {
            string Cell(string name) => row.ValueKind == JsonValueKind.Array && columns.TryGetValue(name, out var index)
                && index < row.GetArrayLength() ? row[index].OwnText() ?? "" : "";
            if (CloudJson.Time(Cell("TimeGenerated")) is { } time)
            {
                rows.Add(new LogRow(time, Cell("_ResourceId"), Cell("Source"), Cell("Level"), Cell("Message")));
            }
        }

        return rows;
    }
}
