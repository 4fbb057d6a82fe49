using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

public enum ApprovalOutcome
{
    Approved,
    NotFound,
    AccountNotConnected,
}

/// <summary>A subscription as an admin sees it: no address, no token.</summary>
public sealed record ConfirmationView(
    string Id, string TopicArn, ConfirmationStatus Status, DateTimeOffset ReceivedAt, int Attempts, string? LastError,
    DateTimeOffset? EndedAt);

/// <summary>Lets an admin accept a topic that no integration names, if its account is connected.</summary>
public sealed class ConfirmationApproval(
    IngestionDbContext db, WorkSignal<HeldReleaseWorker> release, TimeProvider time)
{
    /// <summary>The newest 100.</summary>
    public Task<List<ConfirmationView>> ListAsync(string tenantId, CancellationToken token) =>
        db.Confirmations.AsNoTracking().Where(row => row.TenantId == tenantId)
            .OrderByDescending(row => row.ReceivedAt).Take(100)
            .Select(row => new ConfirmationView(
                row.Id, row.TopicArn, row.Status, row.ReceivedAt, row.Attempts, row.LastError, row.EndedAt))
            .ToListAsync(token);

    public async Task<ApprovalOutcome> ApproveAsync(string tenantId, string id, CancellationToken token)
    {
        var row = await db.Confirmations.SingleOrDefaultAsync(
            confirmation => confirmation.Id == id && confirmation.TenantId == tenantId
                && confirmation.Status == ConfirmationStatus.Waiting,
            token);
        if (row is null || SnsTopic.TryParse(row.TopicArn) is not { } topic)
        {
            return ApprovalOutcome.NotFound;
        }

        if (!await db.ConnectedAccounts.AnyAsync(
            account => account.TenantId == tenantId && account.Account == topic.Account, token))
        {
            return ApprovalOutcome.AccountNotConnected;
        }

        var known = await db.AcceptedTopics.AnyAsync(
            accepted => accepted.TenantId == tenantId && accepted.TopicArn == row.TopicArn
                && accepted.Source == AcceptedTopic.Approved,
            token);
        if (!known)
        {
            db.AcceptedTopics.Add(new AcceptedTopic
            {
                TenantId = tenantId, TopicArn = row.TopicArn, Source = AcceptedTopic.Approved,
            });
        }

        (row.Status, row.DueAt) = (ConfirmationStatus.Queued, time.GetUtcNow().TruncateToMicroseconds());
        row.Version++;
        try
        {
            await db.SaveChangesAsync(token);
            release.Set();
        }
        catch (DbUpdateException exception) when (
            exception is DbUpdateConcurrencyException || StoreErrors.IsUniqueViolation(exception))
        {
            // Approved twice at once, or released because an integration has just named the topic: the same result.
        }

        return ApprovalOutcome.Approved;
    }
}
