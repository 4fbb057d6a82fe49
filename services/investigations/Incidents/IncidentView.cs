using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>An incident as the API shows it; Key, Description, Resource and Resolution only for a single one.</summary>
public sealed record IncidentView(
    string Id,
    string Title,
    IncidentStatus Status,
    IncidentSeverity Severity,
    string SeveritySource,
    string Source,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FiredAt,
    DateTimeOffset? ResolvedAt,
    string? Summary,
    double? Confidence,
    string? InvestigationId,
    int AlarmCount)
{
    public string? Key { get; init; }
    public string? Description { get; init; }
    public ResourceRef? Resource { get; init; }
    public string? Resolution { get; init; }

    public static IncidentView Of(IncidentRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Id, row.Title, row.Status, row.Severity, row.SeveritySource, row.Source, row.CreatedAt,
            row.UpdatedAt,
            row.FiredAt, row.ResolvedAt, row.Summary, row.Confidence, row.InvestigationId, row.AlarmCount);
    }

    public static IncidentView OfOne(IncidentRow row) =>
        Of(row) with
        {
            Key = row.IncidentKey, Description = row.Description, Resource = row.Resource, Resolution = row.Resolution,
        };
}
