namespace CauseFlow.Contracts;

public enum BaselineKind
{
    /// <summary>The hour before the incident window. Logs read only this one.</summary>
    Adjacent,
    SameHourYesterday,
    SameHourLastWeek,
}
