using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>An alarm of an incident in its latest state by state-change time, whatever arrived last.</summary>
public sealed class IncidentAlarmRow
{
    public required string TenantId { get; set; }
    public required string IncidentId { get; set; }
    public required string AlarmId { get; set; }
    public DateTimeOffset StateChangedAt { get; set; }
    public required AlarmFact Fact { get; set; }
}
