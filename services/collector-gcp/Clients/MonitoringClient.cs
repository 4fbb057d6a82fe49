using System.Globalization;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

internal sealed class MonitoringClient(GcpHttp http) : IMonitoringClient
{
    private const string Policies = "monitoring.alertPolicies.get";
    private const string Series = "monitoring.timeSeries.list";

    public async Task<AlertCondition?> GetConditionAsync(
        string project, string policy, string condition, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(
            new GcpCall(
                GcpApi.Monitoring, Policies, project, $"/v3/projects/{Uri.EscapeDataString(project)}/alertPolicies/{Uri.EscapeDataString(policy)}"),
            calls, cancellationToken);
        var root = answer.RootElement;
        var found = root.Items("conditions").Where(item => item.Text("name")?.EndsWith($"/conditions/{condition}", StringComparison.Ordinal) == true)
            .Cast<JsonElement?>().FirstOrDefault();
        if (found is not { } item)
        {
            return null;
        }

        var rule = item.At("conditionThreshold") ?? item.At("conditionAbsent") ?? default(JsonElement);
        var aggregations = rule.Items("aggregations");
        var aggregation = aggregations.Cast<JsonElement?>().FirstOrDefault() ?? default(JsonElement);
        return new AlertCondition(
            root.Text("displayName") ?? policy, item.Text("displayName"), rule.Text("filter"), aggregation.Text("perSeriesAligner"),
            aggregation.Text("crossSeriesReducer") is { } reducer and not "REDUCE_NONE" ? reducer : null,
            (int)Math.Clamp(aggregation.Seconds("alignmentPeriod") ?? 60, 60, 86_400), (int)(rule.Seconds("duration") ?? 0),
            rule.Text("comparison"), rule.Number("thresholdValue"), root.Text("documentation", "content"),
            rule.Text("denominatorFilter") is { Length: > 0 } ? "it divides one metric by another"
            : aggregations.Count > 1 ? "it aggregates its metric more than once" : null);
    }

    public async Task<SeriesAnswer> ListTimeSeriesAsync(
        string project, SeriesQuery query, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var parameters = new (string Name, string Value)[]
        {
            ("filter", query.Filter), ("interval.startTime", GcpFilter.Time(from)), ("interval.endTime", GcpFilter.Time(to)),
            ("aggregation.alignmentPeriod", string.Create(CultureInfo.InvariantCulture, $"{query.PeriodSeconds}s")),
            ("aggregation.perSeriesAligner", query.Aligner), ("aggregation.crossSeriesReducer", query.Reducer ?? "REDUCE_NONE"),
            ("view", "FULL"), ("pageSize", "10000"),
        };
        var path = $"/v3/projects/{Uri.EscapeDataString(project)}/timeSeries?"
            + string.Join('&', parameters.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        string? unit = null;
        var pages = await GcpPaging.ListAsync(
            http, new GcpCall(GcpApi.Monitoring, Series, project, path),
            answer =>
            {
                unit ??= answer.Text("unit");
                return answer.Items("timeSeries").Select(item => SeriesOf(item, query.PeriodSeconds));
            },
            answer => answer.Items("executionErrors").Select(error => $"a part of the points (code {error.Text("code") ?? "unknown"})"),
            maxPages, calls, cancellationToken);
        return new SeriesAnswer(pages.Items, unit, pages.Gap);
    }

    /// <summary>A gauge's interval is a moment, so that the end of the period is what all kinds have.</summary>
    private static CloudSeries SeriesOf(JsonElement item, int periodSeconds)
    {
        var points = new Dictionary<DateTimeOffset, double>();
        foreach (var point in item.Items("points"))
        {
            if (point.Time("interval", "endTime") is { } end && point.At("value") is { } value && ValueOf(value) is { } number)
            {
                points.TryAdd(end.AddSeconds(-periodSeconds), number);
            }
        }

        var labels = item.Pairs("resource", "labels").Concat(item.Pairs("metric", "labels"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        return new CloudSeries(string.Join(',', labels), points);
    }

    private static double? ValueOf(JsonElement value) => value.Number("doubleValue") ?? value.Number("int64Value")
        ?? (value.At("boolValue") is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() ? 1 : 0
            : value.Number("distributionValue", "mean"));
}
