using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>One series to read.</summary>
internal sealed record MetricQuery(AlarmMetric Metric, string Statistic);

/// <summary>The values of one series by the start of their period.</summary>
internal sealed record MetricValues(IReadOnlyDictionary<DateTimeOffset, double> Points, bool IsComplete);

/// <summary>Metrics of one name, narrowed by the value of one dimension.</summary>
internal sealed record MetricFilter(string Namespace, string Name, string Dimension, string Value);

/// <summary>The calls of CloudWatch that are used, so that AWS's own package can replace this in one file.</summary>
internal interface ICloudWatchClient
{
    /// <summary>The alarm of that exact name, metric or composite; null if there is none.</summary>
    Task<CloudAlarm?> DescribeAlarmAsync(string name, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>At most 500 queries; the answer is in their order. Pages are followed up to the bound.</summary>
    Task<IReadOnlyList<MetricValues>> GetMetricDataAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, int periodSeconds, int maxPages,
        CallMeter calls, CancellationToken cancellationToken);

    /// <summary>The distinct values that another dimension of the filtered metrics has, in the order of the listing.</summary>
    Task<Pages<string>> ListDimensionValuesAsync(
        MetricFilter filter, string dimension, int maxPages, CallMeter calls, CancellationToken cancellationToken);
}
