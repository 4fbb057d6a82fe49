using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>A Logs Insights answer. Rows hold their columns by name.</summary>
/// <param name="Status">Scheduled, Running, Complete, Failed, Cancelled, Timeout, Unknown, or a word that is new.</param>
/// <param name="Rows">Rows so far.</param>
/// <param name="RecordsMatched">Events that matched, also those beyond the limit; null where the endpoint does not say.</param>
/// <param name="BytesScanned">Bytes that the customer pays for, so far.</param>
internal sealed record QueryResults(
    string Status, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows, long? RecordsMatched, long BytesScanned);

/// <summary>One log event as FilterLogEvents gives it.</summary>
internal sealed record FilteredEvent(DateTimeOffset Time, string Message, string Stream);

/// <summary>One page of FilterLogEvents; it may be empty and still not the last.</summary>
internal sealed record FilteredPage(IReadOnlyList<FilteredEvent> Events, string? NextToken);

/// <summary>A metric filter: lines of the group that match the pattern are counted by the metric.</summary>
internal sealed record MetricFilter(string Name, string Pattern, string LogGroup);

/// <summary>The calls of CloudWatch Logs that are used.</summary>
internal interface ILogsClient
{
    /// <summary>Starts a query over whole seconds, both ends included; the id of it.</summary>
    /// <param name="logGroups">1 to 50 names.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End.</param>
    /// <param name="query">In the language of Logs Insights.</param>
    /// <param name="limit">Rows, at most 10,000.</param>
    /// <param name="calls">Meter of the source.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<string> StartQueryAsync(
        IReadOnlyList<string> logGroups, DateTimeOffset from, DateTimeOffset to, string query, int limit, CallMeter calls,
        CancellationToken cancellationToken);

    Task<QueryResults> GetQueryResultsAsync(string queryId, CallMeter calls, CancellationToken cancellationToken);

    Task StopQueryAsync(string queryId, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>One page of the events of a group, oldest first; the end is excluded.</summary>
    Task<FilteredPage> FilterLogEventsAsync(
        string logGroup, DateTimeOffset from, DateTimeOffset to, string? filterPattern, string? token, CallMeter calls,
        CancellationToken cancellationToken);

    /// <summary>Names of log groups with that prefix, at most 50.</summary>
    Task<IReadOnlyList<string>> DescribeLogGroupsAsync(
        string prefix, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>The metric filters that make a metric.</summary>
    Task<Pages<MetricFilter>> DescribeMetricFiltersAsync(
        string metricNamespace, string metric, int maxPages, CallMeter calls, CancellationToken cancellationToken);
}
