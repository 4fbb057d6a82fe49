namespace CauseFlow.Contracts;

/// <summary>An alarm with what its history says of it.</summary>
public sealed record ObservedAlarm
{
    /// <summary>As the cloud describes it now. Its id is the ARN as it is, all other text is redacted.</summary>
    public required AlarmFact Alarm { get; init; }

    /// <summary>SNS topics that are told when it goes into ALARM; empty while its actions are switched off.</summary>
    public required IReadOnlyList<string> AlarmTopics { get; init; }

    /// <summary>The same for OK.</summary>
    public required IReadOnlyList<string> OkTopics { get; init; }

    /// <summary>The same for INSUFFICIENT_DATA.</summary>
    public required IReadOnlyList<string> InsufficientDataTopics { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<ObservedTransition> Transitions { get; init; }
}
