using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Senders;

/// <summary>Who should send alarms, when each was heard last, and when the way was last proved.</summary>
public sealed class SenderList(IngestionDbContext db, SenderBeats beats, IOptions<IngestionOptions> options, TimeProvider time)
{
    /// <summary>Accepted topics first, then what posts without topics.</summary>
    public async Task<IReadOnlyList<SenderView>> OfAsync(string tenantId, CancellationToken token)
    {
        await beats.FlushAsync(token);
        var now = time.GetUtcNow();
        var heard = (await db.SenderBeats.AsNoTracking().Where(row => row.TenantId == tenantId).ToListAsync(token))
            .ToDictionary(row => (row.Provider, row.TopicArn), row => row.LastReceivedAt);
        var proofs = (await db.CanaryProofs.AsNoTracking().Where(row => row.TenantId == tenantId).ToListAsync(token))
            .ToLookup(row => row.TopicArn, StringComparer.Ordinal);
        var topics = await db.AcceptedTopics.AsNoTracking().Where(row => row.TenantId == tenantId)
            .OrderBy(row => row.TopicArn).ThenBy(row => row.Source).ToListAsync(token);
        return
        [
            .. topics.Select(topic => ViewOf(
                WebhookRoute.CloudWatch, topic.TopicArn, topic.Source == AcceptedTopic.Approved ? null : topic.Source,
                heard.TryGetValue((WebhookRoute.CloudWatch, topic.TopicArn), out var at) ? at : null,
                proofs[topic.TopicArn].MaxBy(proof => proof.FiredAt), now)),
            .. heard.Where(row => row.Key.TopicArn.Length == 0).OrderBy(row => row.Key.Provider, StringComparer.Ordinal)
                .Select(row => ViewOf(row.Key.Provider, null, null, row.Value, null, now)),
        ];
    }

    private SenderView ViewOf(
        string provider, string? topic, string? integration, DateTimeOffset? at, CanaryProof? proof, DateTimeOffset now) => new(
            provider, topic, integration, at, at < now - TimeSpan.FromHours(options.Value.SilentAfterHours),
            proof is null ? null : new CanaryView(
                proof.AlarmId, proof.FiredAt, proof.ReceivedAt, proof.IsFromQueue ? "queue" : "webhook",
                proof.ReceivedAt < now - TimeSpan.FromHours(options.Value.CanaryOverdueHours)));
}
