using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>
/// Alarms that were read, and redacted, at the door: of the custom webhook, Azure Monitor and Cloud Monitoring. Only
/// what carries no time of its change is dated here, after those before it.
/// </summary>
public sealed class PostedAlarmReader(AlertBook book, bool hasAccounts) : IAlarmReader
{
    /// <summary>Message type of an alarm that says when its state changed.</summary>
    public const string Dated = "Change";

    /// <summary>Message type of an alarm that says only its state; its time is that of its arrival.</summary>
    public const string Undated = "Alert";

    /// <inheritdoc />
    public bool HasAccounts => hasAccounts;

    /// <inheritdoc />
    public Task<AlarmReading> ReadAsync(Delivery delivery, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var alarm = JsonSerializer.Deserialize<AlarmFact>(delivery.Body!, ContractJson.Options)!;
        return delivery.MessageType == Undated
            ? book.ChangeAsync(delivery, alarm, token) : Task.FromResult(AlarmReading.Of(alarm));
    }
}
