using System.Text.Json;
using System.Xml;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Metrics;

namespace CauseFlow.CollectorAzure.Clients;

/// <inheritdoc cref="IMetricsClient"/>
internal sealed class MetricsClient(IArmClient arm) : IMetricsClient
{
    public const string Permission = "Microsoft.Insights/metrics/read";
    public const int MaxNames = 20;

    public async Task<MetricAnswer> GetAsync(
        AzureId resource, IReadOnlyList<MetricKey> metrics, DateTimeOffset from, DateTimeOffset to,
            int periodSeconds, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var first = metrics[0];

        // A filter has no quotes for names, and whoever writes the rule chooses them: another name could widen the series.
        if (first.Dimensions.Keys.FirstOrDefault(name => !IsName(name)) is not null)
        {
            return new MetricAnswer([.. metrics.Select(_ => new MetricValues(
                new Dictionary<DateTimeOffset, double>(), false, "it is narrowed by a dimension whose name cannot be asked for"))], periodSeconds);
        }

        var query = new List<string>
        {
            "api-version=2024-02-01",
            $"metricnames={Uri.EscapeDataString(string.Join(',', metrics.Select(metric => metric.Name.Replace(",", "%2C", StringComparison.Ordinal))))}",
            $"timespan={Uri.EscapeDataString($"{Kql.Iso(from)}/{Kql.Iso(to)}")}",
            $"interval={XmlConvert.ToString(TimeSpan.FromSeconds(periodSeconds))}",
            $"aggregation={first.Aggregation}",
            "AutoAdjustTimegrain=true",
        };
        if (first.Namespace is { Length: > 0 })
        {
            query.Add($"metricnamespace={Uri.EscapeDataString(first.Namespace)}");
        }

        if (first.Dimensions.Count > 0)
        {
            query.Add("$filter=" + Uri.EscapeDataString(string.Join(" and ", first.Dimensions.Select(
                pair => $"{pair.Key} eq '{pair.Value.Replace("'", "''", StringComparison.Ordinal)}'"))));
        }

        var answer = await arm.GetAsync(
            Permission, $"{resource.Path}/providers/Microsoft.Insights/metrics?{string.Join('&', query)}",
                resource.Text, calls, cancellationToken);
        var found = answer.Items("value").Select(value => (Name: value.Text("name", "value") ?? "", Value: value))
            .GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(pair => pair.Key, pair => pair.First().Value, StringComparer.OrdinalIgnoreCase);
        return new MetricAnswer([.. metrics.Select(metric => found.TryGetValue(metric.Name, out var value)
            ? Read(value, metric.Aggregation) : new MetricValues(new Dictionary<DateTimeOffset, double>(), false,
                "the answer does not have it"))], PeriodOf(answer.Text("interval")) ?? periodSeconds);
    }

    /// <summary>The call lets Azure choose the next coarser period, and a grid of the one asked for would be full of false gaps.</summary>
    private static int? PeriodOf(string? interval)
    {
        try
        {
            return interval is { Length: > 0 and < 32 } && XmlConvert.ToTimeSpan(interval).TotalSeconds is >= 1 and <= 86_400 and var seconds
                ? (int)seconds : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '-');

    /// <summary>Series of one metric are added where several come: sums add up, of others the largest stands.</summary>
    private static MetricValues Read(JsonElement value, string aggregation)
    {
        var points = new Dictionary<DateTimeOffset, double>();
        foreach (var point in value.Items("timeseries").SelectMany(series => series.Items("data")))
        {
            // A point without data has only its time: a gap, and no zero.
            if (point.Time("timeStamp") is { } time && point.Number(aggregation) is { } number)
            {
                points[time] = !points.TryGetValue(time, out var known) ? number
                    : aggregation is "total" or "count" ? known + number : Math.Max(known, number);
            }
        }

        var code = value.Text("errorCode");
        return code is null or "Success" ? new MetricValues(points, true) : new MetricValues(points, false,
            value.Text("errorMessage") ?? code);
    }
}
