using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;

namespace CauseFlow.Ingestion.History;

/// <summary>State changes that never arrived and were found in the cloud's history.</summary>
public sealed class HistoricAlarmReader : IAlarmReader
{
    /// <inheritdoc />
    public bool HasAccounts => true;

    /// <inheritdoc />
    public Task<AlarmReading> ReadAsync(Delivery delivery, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var found = JsonSerializer.Deserialize<HistoricAlarm>(delivery.Body!, ContractJson.Options)!;
        return Task.FromResult(AlarmReading.Of(found.Alarm) with { IsBackfill = true, IsOver = found.IsOver });
    }
}
