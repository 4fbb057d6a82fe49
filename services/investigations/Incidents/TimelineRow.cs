namespace CauseFlow.Investigations.Incidents;

/// <summary>One step of an incident.</summary>
public sealed class TimelineRow
{
    public long Seq { get; set; }
    public required string TenantId { get; set; }

    /// <summary>Null until the investigation's request says to which incident it belongs.</summary>
    public string? IncidentId { get; set; }
    public string? InvestigationId { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Kind { get; set; }
    public required string Text { get; set; }

    /// <summary>JSON object; null where the text says all.</summary>
    public string? Data { get; set; }
}
