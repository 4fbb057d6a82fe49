using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>A row of a log query.</summary>
internal sealed record LogRow(DateTimeOffset Time, string ResourceId, string Table, string Level, string Message);

/// <summary>The rows of a query.</summary>
/// <param name="Rows">What came.</param>
/// <param name="Problem">Why it is not all, in Azure's words or a clause; null where it is.</param>
internal sealed record LogRows(IReadOnlyList<LogRow> Rows, string? Problem);

/// <summary>Queries of Log Analytics.</summary>
internal interface ILogsClient
{
    /// <summary>Rows in the columns TimeGenerated, _ResourceId, Source, Level and Message.</summary>
    /// <param name="workspaceId">A workspace's GUID; null asks for what the resource wrote.</param>
    /// <param name="resource">The resource, where no workspace is asked.</param>
    /// <param name="query">KQL.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, excluded.</param>
    /// <param name="calls">The source's meter.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<LogRows> QueryAsync(
        string? workspaceId, AzureId? resource, string query, DateTimeOffset from, DateTimeOffset to, CallMeter calls,
        CancellationToken cancellationToken);
}
