using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Senders;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>Decides one row of the intake log, in one SaveChanges.</summary>
public sealed class DeliveryDecider(
    IngestionDbContext db, IServiceProvider readers, FiringRecorder firings, SubscriptionEnd subscriptions,
    Canary canary, WorkSignal<HeldReleaseWorker> release, IngestionMetrics metrics)
{
    private static readonly ActivitySource Source = new("CauseFlow.Ingestion");

    /// <summary>
    /// The id of the delivery; null when nothing was left to decide. Throws <see cref="DbUpdateException"/> when
    /// another replica decided at the same time.
    /// </summary>
    public async Task<string?> DecideAsync(long seq, CancellationToken token)
    {
        var delivery = await db.Deliveries.SingleOrDefaultAsync(row => row.Seq == seq && row.DecideAt != null, token);
        if (delivery is null)
        {
            return null;
        }

        ActivityContext.TryParse(delivery.TraceParent, null, true, out var parent);
        using var activity = Source.StartActivity("decide", ActivityKind.Internal, parent);
        var starts = false;
        if (delivery.MessageType == nameof(SnsMessageType.UnsubscribeConfirmation))
        {
            await EndAsync(delivery, token);
        }
        else
        {
            starts = await DecideAsync(delivery, token);
        }

        await db.SaveChangesAsync(token);
        if (delivery.Verdict == DeliveryVerdict.Held)
        {
            // Its account may have been connected while this was decided.
            release.Set();
        }

        if (starts)
        {
            metrics.Started();
        }

        return delivery.Id;
    }

    private async Task<bool> DecideAsync(Delivery delivery, CancellationToken token)
    {
        var reader = readers.GetRequiredKeyedService<IAlarmReader>(delivery.Provider);
        var reading = await reader.ReadAsync(delivery, token);
        if (reading.Alarm is not { } alarm)
        {
            delivery.Verdict = reading.IsDuplicate ? DeliveryVerdict.Duplicate : DeliveryVerdict.Ignored;
            (delivery.Reason, delivery.IncidentId) = (reading.IgnoredReason, reading.IncidentId);
            Close(delivery);
            return false;
        }

        if (reader.HasAccounts && !await IsConnectedAsync(delivery, alarm.Account, token))
        {
            Hold(delivery, alarm.Account);
            return false;
        }

        if (Canary.Is(alarm))
        {
            await canary.NoteAsync(delivery, alarm, token);
            (delivery.Verdict, delivery.Reason) = (DeliveryVerdict.Ignored, Canary.Reason);
            Close(delivery);
            return false;
        }

        return await RecordAsync(delivery, alarm, reading, token);
    }

    /// <summary>True when an investigation starts.</summary>
    private async Task<bool> RecordAsync(
        Delivery delivery, AlarmFact alarm, AlarmReading reading, CancellationToken token)
    {
        var origin = new FiringOrigin(delivery.Id, delivery.ReceivedAt, reading.IsBackfill, reading.IsOver);
        var outcome = await firings.RecordAsync(delivery.TenantId, alarm, origin, token);
        (delivery.Verdict, delivery.Reason) = outcome switch
        {
            { Refusal: GroupLimit.IncidentFull } => (DeliveryVerdict.Ignored, outcome.Refusal),
            { IsNew: false } => (DeliveryVerdict.Duplicate, outcome.Refusal ?? "known_transition"),
            _ => (DeliveryVerdict.Accepted, null),
        };
        delivery.IncidentId = outcome.IncidentId;
        Close(delivery);
        return outcome.Starts;
    }

    /// <summary>
    /// The verdict stays: what came from a topic that is not accepted remains held, and counts as such.
    /// </summary>
    private async Task EndAsync(Delivery delivery, CancellationToken token)
    {
        var envelope = JsonSerializer.Deserialize<StoredEnvelope>(delivery.Body!, ContractJson.Options)!;
        await subscriptions.ApplyAsync(delivery, envelope.Timestamp, token);
        delivery.Reason = SubscriptionEnd.Reason;
        Close(delivery);
    }

    private Task<bool> IsConnectedAsync(Delivery delivery, string account, CancellationToken token) =>
        db.ConnectedAccounts.AnyAsync(row => row.TenantId == delivery.TenantId && row.Account == account, token);

    /// <summary>
    /// The account was connected when the message came: it was answered 200 and waits, however much is held. Only what
    /// was on its way at that moment can be above the bound.
    /// </summary>
    private static void Hold(Delivery delivery, string account)
    {
        (delivery.Verdict, delivery.AwaitedAccount) = (DeliveryVerdict.Held, account);
        delivery.Reason = AlarmReading.AccountNotConnected;
        delivery.Remedy = Remedy(delivery.Reason);
        (delivery.DecideAt, delivery.ClaimedUntil) = (null, null);
        delivery.Version++;
    }

    /// <summary>What was decided is recorded, redacted, with the alarm: the raw text is of no more use.</summary>
    private static void Close(Delivery delivery)
    {
        delivery.Remedy = Remedy(delivery.Reason);
        (delivery.DecideAt, delivery.ClaimedUntil, delivery.Body) = (null, null, null);
        delivery.Version++;
    }

    private static string? Remedy(string? reason) => reason switch
    {
        GroupLimit.IncidentFull =>
            "The incident has as many alarms as it may; look who publishes so many of one resource, or close it.",
        GroupLimit.Flapping =>
            "The alarm has changed thousands of times within one incident; give it more evaluation periods.",
        Canary.Reason => "Nothing: the alarm proves the way to here and starts nothing.",
        SubscriptionEnd.Reason =>
            "SNS removed the subscription and sends no more of this topic; subscribe the webhook's address to it again.",
        _ => AlarmReading.Remedy(reason),
    };
}
