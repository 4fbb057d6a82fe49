using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>A Logs Insights answer. Rows hold their columns by name.</summary>
/// <param name="Status">Scheduled, Running, Complete, Failed, Cancelled, Timeout or Unknown.</param>
/// <param name="Rows">Rows so far.</param>
/// <param name="RecordsMatched">Events that matched, also those beyond the limit.</param>
/// <param name="BytesScanned">Bytes that the customer pays for.</param>
internal sealed record QueryResults(
    string Status, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows, long RecordsMatched, long BytesScanned);

/// <summary>The calls of CloudWatch Logs that are used.</summary>
internal interface ILogsClient
{
    /// <summary>Starts a query over whole seconds, both ends included; the id of it.</summary>
    Task<string> StartQueryAsync(
        string logGroup, DateTimeOffset from, DateTimeOffset to, string query, int limit, CallMeter calls,
        CancellationToken cancellationToken);

    Task<QueryResults> GetQueryResultsAsync(string queryId, CallMeter calls, CancellationToken cancellationToken);

    Task StopQueryAsync(string queryId, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Names of log groups with that prefix, at most 50.</summary>
    Task<IReadOnlyList<string>> DescribeLogGroupsAsync(
        string prefix, CallMeter calls, CancellationToken cancellationToken);
}
