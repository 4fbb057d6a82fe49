using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>CloudWatch's text is kept in SNS's envelope and read when its row is decided.</summary>
public sealed class CloudWatchAlarmReader : IAlarmReader
{
    /// <inheritdoc />
    public bool HasAccounts => true;

    /// <inheritdoc />
    public Task<AlarmReading> ReadAsync(Delivery delivery, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var envelope = JsonSerializer.Deserialize<StoredEnvelope>(delivery.Body!, ContractJson.Options)!;
        var reading = CloudWatchAlarmParser.Parse(envelope.Message);
        return Task.FromResult(reading.Alarm is { } alarm && !AlarmTimes.ArePlausible(alarm, envelope.Timestamp)
            ? AlarmReading.Ignored(AlarmReading.ImplausibleTime)
            : reading);
    }
}
