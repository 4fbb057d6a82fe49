namespace CauseFlow.Investigations.Incidents;

/// <summary>One word of one incident; kept in step with the incident's text by the context.</summary>
public sealed class IncidentWordRow
{
    public required string TenantId { get; set; }
    public required string Word { get; set; }
    public required string IncidentId { get; set; }
}
