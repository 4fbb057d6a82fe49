using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// Accepts what a cloud posts with a password: it is read and redacted at the door, so that the log never holds it as
/// its sender wrote it. An alarm of an account that the tenant has not connected is held.
/// </summary>
public sealed class AlertIntake(
    IntakeLog log, IngestionDbContext db, KnownSenders known, IngestionMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan EventLength = TimeSpan.FromSeconds(1);

    /// <exception cref="AlertRefusedException">The body cannot be read.</exception>
    public async Task<IntakeOutcome> AcceptAsync(
        string tenantId, string provider, int generation, IAlertParser parser, ReadOnlyMemory<byte> body,
        CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(parser);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var alert = parser.Parse(body, now);
        var isHeld = alert.Reading.Alarm is { } alarm && !await IsConnectedAsync(tenantId, alarm.Account, token);
        var outcome = await log.AppendAsync(
            new IntakeItem(DeliveryOf(tenantId, provider, generation, alert, isHeld, now), null), token);
        if (outcome == IntakeOutcome.Stored && alert is { IsEvent: true, Reading.Alarm: { } happened })
        {
            var end = alert with { Reading = AlarmReading.Of(EndOf(happened)) };
            outcome = await log.AppendAsync(
                new IntakeItem(DeliveryOf(tenantId, provider, generation, end, isHeld, now), null), token);
        }

        metrics.Delivered(outcome switch
        {
            IntakeOutcome.Stored => alert.Reading.Alarm is null ? "ignored" : isHeld ? "held" : "accepted",
            IntakeOutcome.HeldFull => "held_full",
            _ => "unavailable",
        });
        return outcome;
    }

    /// <summary>
    /// Nothing else ever says that an event is over, and an incident that stays open for ever would take in every later
    /// alarm of its resource.
    /// </summary>
    private static AlarmFact EndOf(AlarmFact happened) => happened with
    {
        State = AlarmState.Ok,
        PreviousState = AlarmState.Alarm,
        StateChangedAt = happened.StateChangedAt + EventLength,
        Reason = "The alert tells of something that has happened; it has no end of its own.",
    };

    private async Task<bool> IsConnectedAsync(string tenantId, string account, CancellationToken token)
    {
        var sender = (tenantId, account);
        if (known.Contains(sender))
        {
            return true;
        }

        var isConnected = await db.ConnectedAccounts.AnyAsync(
            row => row.TenantId == tenantId && row.Account == account, token);
        if (isConnected)
        {
            known.Keep(sender, true);
        }

        return isConnected;
    }

    private Delivery DeliveryOf(
        string tenantId, string provider, int generation, AlertDocument alert, bool isHeld, DateTimeOffset now)
    {
        var (alarm, ignored) = (alert.Reading.Alarm, alert.Reading.IgnoredReason);
        var reason = isHeld ? AlarmReading.AccountNotConnected : ignored;
        return new Delivery
        {
            Id = Ids.New("dlv", time),
            TenantId = tenantId,
            Provider = provider,
            ReceivedAt = now,
            Verdict = isHeld ? DeliveryVerdict.Held
                : alarm is null ? DeliveryVerdict.Ignored : DeliveryVerdict.Accepted,
            Reason = reason,
            Remedy = AlarmReading.Remedy(reason),
            AwaitedAccount = isHeld ? alarm!.Account : null,

            // Without a topic it is not unique: whether an alert is a repeated one is decided by its state and time.
            MessageId = alert.MessageId,
            MessageType = alert.IsDated ? PostedAlarmReader.Dated : PostedAlarmReader.Undated,
            RouteGeneration = generation,
            Body = alarm is null ? null : JsonSerializer.Serialize(alarm, ContractJson.Options),
            TraceParent = Activity.Current?.Id,
            DecideAt = isHeld || alarm is null ? null : now,
        };
    }
}
