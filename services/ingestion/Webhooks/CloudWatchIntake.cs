using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// Step one, accept: proves a delivery, asks whose topic it is and appends it to the intake log. What is validly signed
/// but from a topic that the tenant has not accepted is held and never processed or confirmed.
/// </summary>
public sealed class CloudWatchIntake(
    SnsVerifier verifier, IntakeLog log, IngestionDbContext db, IngestionKeys keys, IngestionMetrics metrics, TimeProvider time)
{
    /// <summary>Throws <see cref="SnsRejectedException"/> for what is refused.</summary>
    /// <param name="tenantId">Whose route it is.</param>
    /// <param name="generation">Of the route key in the address.</param>
    /// <param name="body">As it came.</param>
    /// <param name="token">Of the request.</param>
    public async Task<IntakeOutcome> AcceptAsync(
        string tenantId, int generation, ReadOnlyMemory<byte> body, CancellationToken token)
    {
        var message = await verifier.VerifyAsync(body, token);
        var accepted = await db.AcceptedTopics.AsNoTracking()
            .AnyAsync(topic => topic.TenantId == tenantId && topic.TopicArn == message.Topic.Arn, token);
        var outcome = await log.AppendAsync(Item(tenantId, generation, message, accepted), token);
        metrics.Delivered(outcome switch
        {
            IntakeOutcome.Stored => accepted ? "accepted" : "held",
            IntakeOutcome.Duplicate => "duplicate",
            IntakeOutcome.HeldFull => "held_full",
            _ => "unavailable",
        });
        return outcome;
    }

    private IntakeItem Item(string tenantId, int generation, SnsMessage message, bool accepted)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var delivery = new Delivery
        {
            Id = Ids.New("dlv", time),
            TenantId = tenantId,
            Provider = WebhookRoute.CloudWatch,
            ReceivedAt = now,
            Verdict = accepted ? DeliveryVerdict.Accepted : DeliveryVerdict.Held,
            Reason = accepted ? null : "unknown_topic",
            Remedy = accepted ? null
                : "Add the topic to an AWS integration, or approve its subscription, to have this message processed.",
            MessageId = message.MessageId,
            TopicArn = message.Topic.Arn,
            MessageType = message.Type.ToString(),
            Body = JsonSerializer.Serialize(Envelope(message), ContractJson.Options),
            TraceParent = Activity.Current?.Id,
            RouteGeneration = generation,
            DecideAt = message.Type switch
            {
                SnsMessageType.Notification when accepted => now,

                // That a subscription has ended is known whoever's topic it was: nothing is processed or confirmed.
                SnsMessageType.UnsubscribeConfirmation => now,
                _ => null,
            },
        };
        return new IntakeItem(
            delivery,
            message.Type == SnsMessageType.SubscriptionConfirmation
                ? Request(tenantId, generation, message, accepted, now) : null);
    }

    private Confirmation Request(
        string tenantId, int generation, SnsMessage message, bool accepted, DateTimeOffset now)
    {
        var id = Ids.New("cnf", time);
        return new Confirmation
        {
            Id = id,
            TenantId = tenantId,
            TopicArn = message.Topic.Arn,
            MessageId = message.MessageId,
            Status = accepted ? ConfirmationStatus.Queued : ConfirmationStatus.Waiting,
            ReceivedAt = now,
            SentAt = message.Timestamp,
            RouteGeneration = generation,
            SubscribeUrl = keys.Seal(message.SubscribeUrl!, $"{tenantId}|{id}"),
            DueAt = accepted ? now : null,
        };
    }

    private static StoredEnvelope Envelope(SnsMessage message) => new()
    {
        Type = message.Type.ToString(),
        MessageId = message.MessageId,
        TopicArn = message.Topic.Arn,
        Timestamp = message.Timestamp,
        Subject = message.Subject,

        // The text of a confirmation is SNS's own and names the SubscribeURL in some versions.
        Message = message.Type == SnsMessageType.Notification ? message.Message : "",
    };
}
