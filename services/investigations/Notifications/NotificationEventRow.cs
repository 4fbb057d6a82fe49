using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;

namespace CauseFlow.Investigations.Notifications;

/// <summary>
/// Something happened that people may want to be told of. It is written in the commit in which it happens; which channels are to
/// tell it is decided a moment later, and takes its place.
/// </summary>
public sealed class NotificationEventRow
{
    public long Seq { get; set; }

    /// <summary>A channel tells each of these once.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required string IncidentId { get; init; }
    public required NotificationEvent Event { get; init; }

    /// <summary>Of a verdict; null for the others.</summary>
    public string? InvestigationId { get; init; }
    public int? Revision { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When it is to be planned.</summary>
    public required DateTimeOffset PlanAt { get; set; }
    public int Attempts { get; set; }

    internal static NotificationEventRow Of(
        IncidentRow incident, NotificationEvent what, DateTimeOffset now, TimeProvider time, Verdict? verdict = null,
        string? investigationId = null) => new()
        {
            Id = Ids.New("nev", time),
            TenantId = incident.TenantId,
            IncidentId = incident.Id,
            Event = what,
            InvestigationId = investigationId,
            Revision = verdict?.Revision,
            At = now,
            PlanAt = now,
        };
}
