namespace CauseFlow.Contracts;

/// <summary>One change of an alarm's state, as the cloud's history dates it.</summary>
public sealed record ObservedTransition
{
    public required AlarmState State { get; init; }
    public AlarmState? PreviousState { get; init; }
    public required DateTimeOffset At { get; init; }
}
