using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;

namespace CauseFlow.Ingestion.Senders;

/// <summary>
/// An alarm that a customer makes and fires only to prove the way. It is told by its name, becomes no incident and starts
/// nothing.
/// </summary>
public sealed class Canary(IngestionDbContext db)
{
    /// <summary>The name; another one may follow it after a dash.</summary>
    public const string Name = "causeflow-canary";

    /// <summary>The reason in the delivery log.</summary>
    public const string Reason = "canary";

    public static bool Is(AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return alarm.Provider == CloudProvider.Aws
            && (alarm.Name == Name || alarm.Name.StartsWith(Name + "-", StringComparison.Ordinal));
    }

    /// <summary>Notes a proof; the caller saves.</summary>
    public async Task NoteAsync(Delivery delivery, AlarmFact alarm, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(alarm);
        var isFromQueue = delivery.RouteGeneration == 0;
        if (await db.CanaryProofs.FindAsync([delivery.TenantId, alarm.Id], token) is not { } proof)
        {
            db.CanaryProofs.Add(new CanaryProof
            {
                TenantId = delivery.TenantId, AlarmId = alarm.Id, Account = alarm.Account, Region = alarm.Region,
                TopicArn = delivery.TopicArn ?? "", FiredAt = alarm.StateChangedAt, ReceivedAt = delivery.ReceivedAt,
                IsFromQueue = isFromQueue,
            });
        }
        else if (alarm.StateChangedAt > proof.FiredAt)
        {
            (proof.TopicArn, proof.FiredAt, proof.ReceivedAt) =
                (delivery.TopicArn ?? "", alarm.StateChangedAt, delivery.ReceivedAt);
            proof.IsFromQueue = isFromQueue;
            proof.Version++;
        }
    }
}
