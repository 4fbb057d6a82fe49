using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Secrets;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// Step one, accept: proves a delivery, asks whose topic and account it is and appends it to the intake log. What is
/// validly signed but from a topic that the tenant has not accepted, or about an account that it has not connected, is
/// held; the former is never confirmed.
/// </summary>
public sealed class CloudWatchIntake(
    SnsVerifier verifier, IntakeLog log, IngestionDbContext db, SecretVault vault, KnownSenders known,
    IngestionMetrics metrics, TimeProvider time)
{
    /// <summary>Throws <see cref="SnsRejectedException"/> for what is refused.</summary>
    /// <param name="tenantId">Whose route it is.</param>
    /// <param name="generation">Of the route key in the address.</param>
    /// <param name="body">As it came.</param>
    /// <param name="token">Of the request.</param>
    public async Task<IntakeOutcome> AcceptAsync(
        string tenantId, int generation, ReadOnlyMemory<byte> body, CancellationToken token) =>
        await AcceptAsync(tenantId, generation, await verifier.VerifyAsync(body, token), token);

    /// <summary>The same for what lay in a queue: no address with a key led it here, and it may have lain there for days.</summary>
    public async Task<IntakeOutcome> AcceptQueuedAsync(string tenantId, ReadOnlyMemory<byte> body, CancellationToken token) =>
        await AcceptAsync(tenantId, generation: 0, await verifier.VerifyQueuedAsync(body, token), token);

    private async Task<IntakeOutcome> AcceptAsync(
        string tenantId, int generation, SnsMessage message, CancellationToken token)
    {
        var standing = await StandingAsync(tenantId, message, token);
        var outcome = await log.AppendAsync(await ItemAsync(tenantId, generation, message, standing, token), token);
        metrics.Delivered(outcome switch
        {
            IntakeOutcome.Stored => standing.IsHeld ? "held" : "accepted",
            IntakeOutcome.Duplicate => "duplicate",
            IntakeOutcome.HeldFull => "held_full",
            _ => "unavailable",
        });
        return outcome;
    }

    /// <summary>
    /// The account is asked for here already, while the sender can still be told to try again: what has been answered
    /// 200 is never dropped because too much is held.
    /// </summary>
    private async Task<Standing> StandingAsync(string tenantId, SnsMessage message, CancellationToken token)
    {
        var account = message.Type == SnsMessageType.Notification
            ? CloudWatchAlarmParser.AccountOf(message.Message) : null;
        var sender = (tenantId, message.Topic.Arn, account);
        if (known.Contains(sender))
        {
            return new Standing(true, AwaitedAccount: null);
        }

        // One row for each integration or approval that names the topic.
        var connected = await db.AcceptedTopics.AsNoTracking()
            .Where(topic => topic.TenantId == tenantId && topic.TopicArn == message.Topic.Arn)
            .Select(_ => account == null || db.ConnectedAccounts.Any(
                row => row.TenantId == tenantId && row.Account == account))
            .Take(1).ToListAsync(token);
        if (connected is [true])
        {
            known.Keep(sender, true);
        }

        return new Standing(connected.Count > 0, AwaitedAccount: connected is [false] ? account : null);
    }

    private async Task<IntakeItem> ItemAsync(
        string tenantId, int generation, SnsMessage message, Standing standing, CancellationToken token)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var accepted = standing.IsTopicAccepted;
        var delivery = new Delivery
        {
            Id = Ids.New("dlv", time),
            TenantId = tenantId,
            Provider = WebhookRoute.CloudWatch,
            ReceivedAt = now,
            Verdict = standing.IsHeld ? DeliveryVerdict.Held : DeliveryVerdict.Accepted,
            Reason = !accepted ? "unknown_topic" : standing.IsHeld ? AlarmReading.AccountNotConnected : null,
            Remedy = !accepted
                ? "Add the topic to an AWS integration, or approve its subscription, to have this message processed."
                : standing.IsHeld ? AlarmReading.ConnectAccount : null,
            AwaitedAccount = standing.AwaitedAccount,
            MessageId = message.MessageId,
            TopicArn = message.Topic.Arn,
            MessageType = message.Type.ToString(),
            Body = message.Type == SnsMessageType.SubscriptionConfirmation
                ? null : JsonSerializer.Serialize(Envelope(message), ContractJson.Options),
            TraceParent = Activity.Current?.Id,
            RouteGeneration = generation,
            DecideAt = message.Type switch
            {
                SnsMessageType.Notification when !standing.IsHeld => now,

                // That a subscription has ended is known whoever's topic it was: nothing is processed or confirmed.
                SnsMessageType.UnsubscribeConfirmation => now,
                _ => null,
            },
        };
        return new IntakeItem(
            delivery,
            message.Type == SnsMessageType.SubscriptionConfirmation
                ? await RequestAsync(delivery, message, accepted, token) : null);
    }

    private async Task<Confirmation> RequestAsync(
        Delivery delivery, SnsMessage message, bool accepted, CancellationToken token)
    {
        var confirmation = new Confirmation
        {
            Id = Ids.New("cnf", time),
            TenantId = delivery.TenantId,
            TopicArn = message.Topic.Arn,
            MessageId = message.MessageId,
            Status = accepted ? ConfirmationStatus.Queued : ConfirmationStatus.Waiting,
            ReceivedAt = delivery.ReceivedAt,
            SentAt = message.Timestamp,
            RouteGeneration = delivery.RouteGeneration,
            DueAt = accepted ? delivery.ReceivedAt : null,
        };
        confirmation.Seal(await vault.EncryptAsync(
            Encoding.UTF8.GetBytes(message.SubscribeUrl!), confirmation.SecretContext, token));
        return confirmation;
    }

    private static StoredEnvelope Envelope(SnsMessage message) => new()
    {
        Type = message.Type.ToString(),
        MessageId = message.MessageId,
        TopicArn = message.Topic.Arn,
        Timestamp = message.Timestamp,
        Subject = message.Subject,

        // The text of an end is SNS's own and names the SubscribeURL in some versions.
        Message = message.Type == SnsMessageType.Notification ? message.Message : "",
    };

    private sealed record Standing(bool IsTopicAccepted, string? AwaitedAccount)
    {
        public bool IsHeld => !IsTopicAccepted || AwaitedAccount is not null;
    }
}
