using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.History;

/// <summary>What the intake log keeps of a state change that was found in the cloud's history.</summary>
/// <param name="Alarm">As if it had been delivered.</param>
/// <param name="IsOver">The alarm has left this ALARM since, and for longer than a cool-down or for good.</param>
public sealed record HistoricAlarm(AlarmFact Alarm, bool IsOver);
