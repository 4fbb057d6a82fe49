using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>CloudWatch Logs in awsJson1.1.</summary>
internal sealed class LogsClient(AwsHttp http) : ILogsClient
{
    public async Task<string> StartQueryAsync(
        string logGroup, DateTimeOffset from, DateTimeOffset to, string query, int limit, CallMeter calls,
        CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            "logs:StartQuery",
            new JsonObject
            {
                ["logGroupName"] = logGroup,
                ["startTime"] = from.ToUnixTimeSeconds(),
                ["endTime"] = to.ToUnixTimeSeconds(),
                ["queryString"] = query,
                ["limit"] = limit,
            },
            calls, cancellationToken);
        return answer.RootElement.Text("queryId") ?? throw new PermanentCollectionException(
            RefusalReason.ProviderError, "logs:StartQuery gave no query id.", "Report it if it repeats.")
        {
            Api = "logs:StartQuery",
        };
    }

    public async Task<QueryResults> GetQueryResultsAsync(
        string queryId, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            "logs:GetQueryResults", new JsonObject { ["queryId"] = queryId }, calls, cancellationToken);
        var root = answer.RootElement;
        var statistics = root.Member("statistics") ?? default;
        return new QueryResults(
            root.Text("status") ?? "Unknown",
            [.. root.Items("results").Select(Row)],
            (long)(statistics.Number("recordsMatched") ?? 0),
            (long)(statistics.Number("bytesScanned") ?? 0));
    }

    public async Task StopQueryAsync(string queryId, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            "logs:StopQuery", new JsonObject { ["queryId"] = queryId }, calls, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> DescribeLogGroupsAsync(
        string prefix, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            "logs:DescribeLogGroups", new JsonObject { ["logGroupNamePrefix"] = prefix, ["limit"] = 50 }, calls,
            cancellationToken);
        return [.. answer.RootElement.Items("logGroups").Select(group => group.Text("logGroupName")).OfType<string>()];
    }

    private Task<JsonDocument> CallAsync(
        string permission, JsonObject body, CallMeter calls, CancellationToken cancellationToken) =>
        http.SendAsync(new AwsCall(AwsService.Logs, permission, body), calls, cancellationToken);

    private static Dictionary<string, string> Row(JsonElement row)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        if (row.ValueKind == JsonValueKind.Array)
        {
            foreach (var column in row.EnumerateArray())
            {
                if (column.Text("field") is { } field && column.Text("value") is { } value)
                {
                    columns[field] = value;
                }
            }
        }

        return columns;
    }
}
