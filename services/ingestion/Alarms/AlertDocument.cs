using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>A posted body that is refused: nothing of it is kept.</summary>
/// <param name="code">Stable snake_case word.</param>
/// <param name="message">A sentence that says what to do and quotes nothing of the body.</param>
public sealed class AlertRefusedException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static AlertRefusedException Malformed() =>
        new("malformed", "The body is not a JSON object, is nested too deeply, or names a member twice.");

    public static AlertRefusedException Invalid(string member) =>
        new("invalid_alert", $"The alert lacks {member}, or it is not of the documented form.");
}

/// <summary>What a posted body is about.</summary>
/// <param name="Reading">The alarm, or why it is ignored.</param>
/// <param name="MessageId">The cloud's own id of the alert, for the delivery log.</param>
/// <param name="IsDated">False when the body does not say when the state changed; the time is its arrival then.</param>
public sealed record AlertDocument(AlarmReading Reading, string? MessageId, bool IsDated)
{
    /// <summary>True for an alert on something that has happened: no message will ever say that it is over.</summary>
    public bool IsEvent { get; init; }

    public static AlertDocument Test { get; } = new(AlarmReading.Ignored(AlarmReading.TestMessage), null, true);

    /// <param name="alarm">Dated by <paramref name="changedAt"/>, whatever it says itself.</param>
    /// <param name="messageId">For the delivery log.</param>
    /// <param name="changedAt">Null when the body does not say.</param>
    /// <param name="receivedAt">When it arrived.</param>
    public static AlertDocument Of(
        AlarmFact alarm, string messageId, DateTimeOffset? changedAt, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        var dated = alarm with { StateChangedAt = AlarmTimes.ToMicroseconds(changedAt ?? receivedAt) };
        return new AlertDocument(
            AlarmTimes.ArePlausible(dated, receivedAt)
                ? AlarmReading.Of(dated) : AlarmReading.Ignored(AlarmReading.ImplausibleTime),
            messageId, changedAt is not null);
    }
}

/// <summary>Reads the bodies of one cloud's webhook; registered under the provider's word in its address.</summary>
public interface IAlertParser
{
    /// <exception cref="AlertRefusedException">The body cannot be read.</exception>
    AlertDocument Parse(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt);
}
