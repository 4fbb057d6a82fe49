using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>One series to read, in the metric's own period.</summary>
internal sealed record MetricQuery(AlarmMetric Metric, string Statistic);

/// <summary>Metrics of one name, narrowed by the value of one dimension.</summary>
internal sealed record DimensionFilter(string Namespace, string Name, string Dimension, string Value);

/// <summary>The calls of CloudWatch that are used, so that AWS's own package can replace this in one file.</summary>
internal interface ICloudWatchClient
{
    /// <summary>The alarms of these exact names, metric and composite, at most 100; those that do not exist are left out.</summary>
    Task<IReadOnlyList<CloudAlarm>> DescribeAlarmsAsync(
        IReadOnlyList<string> names, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Alarms that are in ALARM now, metric and composite: the first 100 that the listing has.</summary>
    Task<IReadOnlyList<CloudAlarm>> DescribeFiringAlarmsAsync(CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Names of the alarms that a composite alarm watches directly.</summary>
    Task<IReadOnlyList<string>> DescribeChildrenAsync(
        string composite, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Changes of an alarm's state, the newest first.</summary>
    Task<Pages<AlarmTransition>> DescribeAlarmHistoryAsync(
        string name, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
        CancellationToken cancellationToken);

    /// <summary>Changes of the state of all alarms of the account and region, metric and composite, the oldest first.</summary>
    Task<Pages<NamedTransition>> DescribeHistoryAsync(
        DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>At most 500 queries; the answer is in their order. Pages are followed up to the bound.</summary>
    Task<MetricAnswer<MetricValues>> GetMetricDataAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, int maxPages,
        CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Every line of an alarm's metric math, evaluated by CloudWatch itself.</summary>
    Task<MetricAnswer<LineValues>> GetMetricMathAsync(
        IReadOnlyList<AlarmLine> lines, DateTimeOffset from, DateTimeOffset to, int maxPages,
        CallMeter calls, CancellationToken cancellationToken);

    /// <summary>The distinct values that another dimension of the filtered metrics has, in the order of the listing.</summary>
    Task<Pages<string>> ListDimensionValuesAsync(
        DimensionFilter filter, string dimension, int maxPages, CallMeter calls, CancellationToken cancellationToken);
}
