using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>CloudWatch Logs in awsJson1.1.</summary>
internal sealed class LogsClient(AwsHttp http) : ILogsClient
{
    private const string RowPointer = "@ptr";

    public async Task<string> StartQueryAsync(
        IReadOnlyList<string> logGroups, DateTimeOffset from, DateTimeOffset to, string query, int limit, CallMeter calls,
        CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(
            new AwsCall(
                AwsService.Logs, "logs:StartQuery",
                new JsonObject
                {
                    ["logGroupNames"] = new JsonArray([.. logGroups.Select(name => (JsonNode)name)]),
                    ["startTime"] = from.ToUnixTimeSeconds(),
                    ["endTime"] = to.ToUnixTimeSeconds(),
                    ["queryString"] = query,
                    ["limit"] = limit,
                },
                StartsWork: true),
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
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var statistics = root.Member("statistics") ?? default;
        return new QueryResults(
            root.Text("status") ?? "Unknown",
            [.. root.Items("results").Select(row => Row(row, seen))],
            (long?)statistics.Number("recordsMatched"),
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

    public async Task<FilteredPage> FilterLogEventsAsync(
        string logGroup, DateTimeOffset from, DateTimeOffset to, string? filterPattern, string? token, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["logGroupName"] = logGroup,
            ["startTime"] = from.ToUnixTimeMilliseconds(),
            ["endTime"] = to.ToUnixTimeMilliseconds(),
        };
        if (!string.IsNullOrEmpty(filterPattern))
        {
            body["filterPattern"] = filterPattern;
        }

        if (token is not null)
        {
            body["nextToken"] = token;
        }

        using var answer = await CallAsync("logs:FilterLogEvents", body, calls, cancellationToken);
        var next = answer.RootElement.Text("nextToken");
        return new FilteredPage(
            [.. answer.RootElement.Items("events").Select(Event).OfType<FilteredEvent>().Where(e => e.Time < to)],
            string.IsNullOrEmpty(next) ? null : next);
    }

    public async Task<Pages<MetricFilter>> DescribeMetricFiltersAsync(
        string metricNamespace, string metric, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["metricNamespace"] = metricNamespace, ["metricName"] = metric };
        var filters = new List<MetricFilter>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 0; page < maxPages; page++)
        {
            using var answer = await CallAsync("logs:DescribeMetricFilters", body, calls, cancellationToken);
            filters.AddRange(answer.RootElement.Items("metricFilters")
                .Where(filter => Makes(filter, metricNamespace, metric)).Select(Filter).OfType<MetricFilter>());
            if (answer.RootElement.Text("nextToken") is not { Length: > 0 } token)
            {
                return new Pages<MetricFilter>(filters, true);
            }

            if (!seen.Add(token))
            {
                break;
            }

            body["nextToken"] = token;
        }

        return new Pages<MetricFilter>(filters, false);
    }

    /// <summary>An endpoint that overlooks the request's metric answers with every filter it has.</summary>
    private static bool Makes(JsonElement filter, string metricNamespace, string metric) =>
        filter.Items("metricTransformations").Any(made =>
            made.Text("metricName") == metric && made.Text("metricNamespace") == metricNamespace);

    private static MetricFilter? Filter(JsonElement filter) => filter.Text("logGroupName") is { } group
        ? new MetricFilter(filter.Text("filterName") ?? "", filter.Text("filterPattern") ?? "", group) : null;

    private static FilteredEvent? Event(JsonElement logged) =>
        logged.Number("timestamp") is { } milliseconds && AwsJson.FromEpoch(milliseconds / 1000) is { } time
        && logged.Text("message") is { } message
            ? new FilteredEvent(time, message, logged.Text("logStreamName") ?? "") : null;

    private Task<JsonDocument> CallAsync(
        string permission, JsonObject body, CallMeter calls, CancellationToken cancellationToken) =>
        http.SendAsync(new AwsCall(AwsService.Logs, permission, body), calls, cancellationToken);

    /// <summary>
    /// Ten thousand rows name the same four columns and few streams: one copy of each is kept. The pointer, which is the longest
    /// beside the message, nobody reads.
    /// </summary>
    private static Dictionary<string, string> Row(JsonElement row, Dictionary<string, string> seen)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        if (row.ValueKind == JsonValueKind.Array)
        {
            foreach (var column in row.EnumerateArray())
            {
                if (column.Text("field") is { } field && field != RowPointer && column.TextOrNumber("value") is { } value)
                {
                    columns[OneCopy(seen, field)] = field is "@log" or "@logStream" ? OneCopy(seen, value) : value;
                }
            }
        }

        return columns;
    }

    private static string OneCopy(Dictionary<string, string> seen, string text)
    {
        if (seen.TryGetValue(text, out var copy))
        {
            return copy;
        }

        seen.Add(text, text);
        return text;
    }
}
