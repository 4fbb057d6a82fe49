namespace CauseFlow.Contracts;

public enum AlarmState
{
    Ok,
    Alarm,
    InsufficientData,
}
