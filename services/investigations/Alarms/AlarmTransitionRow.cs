using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Alarms;

/// <summary>One state change of an alarm of an incident. A repetition is the same row.</summary>
public sealed class AlarmTransitionRow
{
    public required string TenantId { get; set; }
    public required string IncidentId { get; set; }
    public required string AlarmId { get; set; }
    public DateTimeOffset At { get; set; }
    public AlarmState State { get; set; }
    public AlarmState? PreviousState { get; set; }
    public string? Reason { get; set; }
}
