using CauseFlow.Collection;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>One entry of a log, reduced to what is mined of it.</summary>
internal sealed record CloudLogEntry(
    DateTimeOffset Time, string Severity, string Text, string? LogName, string? InsertId, string ResourceType,
    IReadOnlyDictionary<string, string> Labels);

/// <summary>
/// One entry of an audit log. Requests are reduced to what is allow-listed: Traffic is the share of a Cloud Run service's
/// traffic by revision where the request sets it, HasTemplate whether it makes a revision.
/// </summary>
internal sealed record AuditLogEntry(
    DateTimeOffset Time, string Service, string Method, string Resource, string? Principal, int StatusCode, string? Operation, bool IsFirst,
    bool IsLast, bool IsSystemEvent, string? Location, IReadOnlyDictionary<string, int>? Traffic, bool HasTemplate);

/// <summary>A page; the token is null on the last one, Unread the number of entries that do not say enough.</summary>
internal sealed record LogPage<T>(IReadOnlyList<T> Entries, string? NextToken, int Unread = 0);

/// <summary>Cloud Logging, read only. Each call counts: a project may be read sixty times a minute by all that read it.</summary>
internal interface ILoggingClient
{
    Task<LogPage<CloudLogEntry>> ListEntriesAsync(
        string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken);

    Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
        string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken);
}
