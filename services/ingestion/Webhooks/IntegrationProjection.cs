using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Keeps which topics and accounts a tenant's integrations name. An older version changes nothing.</summary>
public sealed class IntegrationProjection(IngestionDbContext db, WorkSignal<HeldReleaseWorker> release, KnownSenders known)
{
    /// <summary>Puts the changes on the context; the caller saves.</summary>
    public async Task ApplyAsync(IntegrationChanged change, CancellationToken token)
    {
        if (!await IsNewerAsync(change, token))
        {
            return;
        }

        // After the commit, which is the caller's: what was held may go on then.
        db.SavedChanges += (_, _) =>
        {
            known.Clear();
            release.Set();
        };
        var connected = change.Status != IntegrationStatus.Disconnected;
        var topics = connected ? change.Topics.ToHashSet(StringComparer.Ordinal) : [];

        // No cloud tells accounts apart by case; alarms name them in lower case.
        var accounts = connected
            ? change.Accounts.Select(account => account.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal) : [];
        var oldTopics = await db.AcceptedTopics
            .Where(row => row.TenantId == change.TenantId && row.Source == change.IntegrationId).ToListAsync(token);
        var oldAccounts = await db.ConnectedAccounts
            .Where(row => row.TenantId == change.TenantId && row.IntegrationId == change.IntegrationId)
            .ToListAsync(token);
        db.RemoveRange(oldTopics.Where(row => !topics.Contains(row.TopicArn)));
        db.RemoveRange(oldAccounts.Where(row => !accounts.Contains(row.Account)));
        db.AddRange(topics.Except(oldTopics.Select(row => row.TopicArn), StringComparer.Ordinal)
            .Select(topic => new AcceptedTopic
            {
                TenantId = change.TenantId, TopicArn = topic, Source = change.IntegrationId,
            }));
        db.AddRange(accounts.Except(oldAccounts.Select(row => row.Account), StringComparer.Ordinal)
            .Select(account => new ConnectedAccount
            {
                TenantId = change.TenantId, Account = account, IntegrationId = change.IntegrationId,
            }));
    }

    private async Task<bool> IsNewerAsync(IntegrationChanged change, CancellationToken token)
    {
        var known = await db.IntegrationVersions
            .SingleOrDefaultAsync(row => row.IntegrationId == change.IntegrationId, token);
        if (known is null)
        {
            db.IntegrationVersions.Add(new IntegrationVersion
            {
                IntegrationId = change.IntegrationId, TenantId = change.TenantId, Version = change.Version,
            });
            return true;
        }

        if (known.TenantId != change.TenantId || known.Version >= change.Version)
        {
            return false;
        }

        known.Version = change.Version;
        return true;
    }
}
