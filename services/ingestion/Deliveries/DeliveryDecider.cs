using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Grouping;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>Decides one row of the intake log, in one SaveChanges.</summary>
public sealed class DeliveryDecider(IngestionDbContext db, FiringRecorder firings, IngestionMetrics metrics)
{
    private static readonly ActivitySource Source = new("CauseFlow.Ingestion");

    /// <summary>Throws <see cref="DbUpdateException"/> when another replica decided at the same time.</summary>
    public async Task DecideAsync(long seq, CancellationToken token)
    {
        var delivery = await db.Deliveries.SingleOrDefaultAsync(row => row.Seq == seq && row.DecideAt != null, token);
        if (delivery is null)
        {
            return;
        }

        ActivityContext.TryParse(delivery.TraceParent, null, true, out var parent);
        using var activity = Source.StartActivity("decide", ActivityKind.Internal, parent);
        var reading = await ReadAsync(delivery, token);
        var outcome = reading.Alarm is null
            ? null
            : await firings.RecordAsync(delivery.TenantId, reading.Alarm, delivery.Id, delivery.ReceivedAt, token);
        (delivery.Verdict, delivery.Reason) = (reading, outcome) switch
        {
            ({ Alarm: null }, _) => (DeliveryVerdict.Ignored, reading.IgnoredReason),
            (_, { IsNew: false }) => (DeliveryVerdict.Duplicate, "known_transition"),
            _ => (DeliveryVerdict.Accepted, null),
        };
        delivery.Remedy = Remedy(delivery.Reason);
        delivery.DecideAt = null;
        delivery.Version++;
        await db.SaveChangesAsync(token);
        if (outcome is { Starts: true })
        {
            metrics.Started();
        }
    }

    private async Task<AlarmReading> ReadAsync(Delivery delivery, CancellationToken token)
    {
        var envelope = JsonSerializer.Deserialize<StoredEnvelope>(delivery.Body!, ContractJson.Options)!;
        var reading = CloudWatchAlarmParser.Parse(envelope.Message);
        if (reading.Alarm is not { } alarm)
        {
            return reading;
        }

        var connected = await db.ConnectedAccounts.AnyAsync(
            account => account.TenantId == delivery.TenantId && account.Account == alarm.Account, token);
        return connected ? reading : AlarmReading.Ignored(AlarmReading.AccountNotConnected);
    }

    private static string? Remedy(string? reason) => reason switch
    {
        AlarmReading.AccountNotConnected => "Connect the AWS account of the alarm, then let the alarm fire again.",
        AlarmReading.NotAnAlarm => "Subscribe only topics to which CloudWatch alarms publish, without raw delivery.",
        AlarmReading.AccountMismatch => "The message names two accounts; publish CloudWatch's own message unchanged.",
        _ => null,
    };
}
