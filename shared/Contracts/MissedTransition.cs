namespace CauseFlow.Contracts;

/// <summary>A state change that never arrived and was found in the cloud's own history.</summary>
public sealed record MissedTransition
{
    /// <summary>The alarm's ARN.</summary>
    public required string AlarmId { get; init; }

    /// <summary>Redacted.</summary>
    public required string AlarmName { get; init; }
    public required AlarmState State { get; init; }
    public required DateTimeOffset StateChangedAt { get; init; }

    /// <summary>The difference to <see cref="StateChangedAt"/> is how late it came in.</summary>
    public required DateTimeOffset FoundAt { get; init; }
}
