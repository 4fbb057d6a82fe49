using CauseFlow.Ingestion.Deliveries;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>
/// Everything in which the providers of deliveries differ once a delivery is in the intake log. Registered under the
/// provider's word in the webhook's address, which every row of the log carries.
/// </summary>
public interface IAlarmReader
{
    /// <summary>True when its alarms are those of accounts, so that what is not connected has to wait.</summary>
    bool HasAccounts { get; }

    /// <summary>The alarm of a row that is about one.</summary>
    Task<AlarmReading> ReadAsync(Delivery delivery, CancellationToken token);
}
