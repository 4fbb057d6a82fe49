using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>An incident as the API shows it; Key, Description, Resource and Resolution only for a single one.</summary>
public sealed record Incident(
    string Id, string Title, IncidentStatus Status, IncidentSeverity Severity, string SeveritySource, string Source,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FiredAt, DateTimeOffset? ResolvedAt,
    string? Summary, double? Confidence, string? InvestigationId, int AlarmCount)
{
    public string? Key { get; init; }
    public string? Description { get; init; }
    public ResourceRef? Resource { get; init; }
    public string? Resolution { get; init; }

    /// <summary>When it began to be known: the alarm's own time, else when it was opened.</summary>
    public DateTimeOffset Since => FiredAt ?? CreatedAt;

    public bool IsOver => Status is IncidentStatus.Resolved or IncidentStatus.Closed;
}
