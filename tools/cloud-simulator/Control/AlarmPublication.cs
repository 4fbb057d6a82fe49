using CauseFlow.CloudSimulation.Sts;

namespace CauseFlow.CloudSimulation.Control;

/// <summary>A change of the alarm's state to publish.</summary>
public sealed record AlarmPublication
{
    /// <summary>ALARM, OK or INSUFFICIENT_DATA.</summary>
    public string State { get; init; } = "ALARM";

    /// <summary>Where to send it; null means all confirmed subscriptions.</summary>
    public Uri? Url { get; init; }

    /// <summary>Name of a queue that the topic delivers to, in place of any address.</summary>
    public string? Queue { get; init; }

    /// <summary>The state changes, and nobody is told.</summary>
    public bool IsLost { get; init; }

    /// <summary>Null: the scenario's alarm time for ALARM, else now.</summary>
    public DateTimeOffset? StateChangeTime { get; init; }

    /// <summary>"1" or "2".</summary>
    public string SignatureVersion { get; init; } = "1";
}

/// <summary>An issued session without its secrets.</summary>
public sealed record IssuedSession(
    string AccessKeyId,
    string Arn,
    string SessionName,
    string? SourceIdentity,
    int PolicyLength,
    DateTimeOffset IssuedAt,
    DateTimeOffset Expiration)
{
    internal static IssuedSession Of(AwsSession session) => new(
        session.AccessKeyId, session.Arn, session.SessionName, session.SourceIdentity, session.PolicyLength,
        session.IssuedAt, session.Expiration);
}
