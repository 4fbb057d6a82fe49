using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Alarms;

/// <summary>An alarm of an incident in its latest state by state-change time, whatever arrived last.</summary>
public sealed class IncidentAlarmRow
{
    public required string TenantId { get; set; }
    public required string IncidentId { get; set; }
    public required string AlarmId { get; set; }
    public DateTimeOffset StateChangedAt { get; set; }
    public required AlarmFact Fact { get; set; }

    /// <summary>The latest ALARM; null for an alarm that has not fired in this incident.</summary>
    public AlarmFact? Firing { get; set; }
    public DateTimeOffset? FirstFiredAt { get; set; }

    /// <summary>The key that ingestion grouped it by.</summary>
    public required string IncidentKey { get; set; }
}
