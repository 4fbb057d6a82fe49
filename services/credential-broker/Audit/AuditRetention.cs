using System.Globalization;
using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>
/// Deletes audit records after their retention, from the oldest on and only up to a signed checkpoint that is kept. The checkpoint
/// and a record of the deletion are committed first; what they cover is deleted afterwards, by the next round if this one is cut
/// off. A chain that does not verify is left as it is: what is wrong with it must stay to be seen.
/// </summary>
public sealed partial class AuditRetention(
    BrokerTransactions transactions, IDbContextFactory<BrokerDbContext> contexts, IOptions<AuditOptions> options,
    TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>One round over all tenants; answers how many records were deleted.</summary>
    public async Task<long> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.RetentionDays);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tenants = await db.AuditRecords.AsNoTracking().Where(record => record.At < before)
            .Select(record => record.TenantId).Distinct().ToListAsync(cancellationToken);
        var deleted = 0L;
        foreach (var tenant in tenants)
        {
            if (await transactions.RunAsync(work => MoveAsync(work, tenant, before, cancellationToken), cancellationToken) is { } upTo)
            {
                deleted += await db.AuditRecords.Where(record => record.TenantId == tenant && record.Sequence <= upTo)
                    .ExecuteDeleteAsync(cancellationToken);
            }
        }

        return deleted;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await DeleteOldAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Up to which record may be deleted; null when the chain is broken.</summary>
    private async Task<long?> MoveAsync(BrokerWork work, string tenant, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await work.Audit.TakeTurnAsync(tenant, cancellationToken);
        var checkpoint = await work.Db.AuditCheckpoints.FindAsync([tenant], cancellationToken);
        var last = await work.Db.AuditRecords.AsNoTracking().Where(record => record.TenantId == tenant && record.At < before)
            .OrderByDescending(record => record.Sequence).FirstOrDefaultAsync(cancellationToken);
        if (last is null || last.Sequence <= (checkpoint?.Count ?? 0))
        {
            return checkpoint?.Count ?? 0;
        }

        if (await work.Verifier.VerifyAsync(tenant, logged: null, cancellationToken) is { Ok: false } broken)
        {
            Kept(logger, tenant, broken.BrokenAt ?? 0);
            return null;
        }

        if (checkpoint is null)
        {
            checkpoint = new AuditCheckpoint { TenantId = tenant, Count = 0, Hash = "", At = before, Signature = "", KeyId = "" };
            work.Db.AuditCheckpoints.Add(checkpoint);
        }

        var record = await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = tenant,
            Actor = "credential-broker",
            Action = "audit.expired",
            Subject = tenant,
            Details = new Dictionary<string, string>
            {
                ["deletedUpTo"] = last.Sequence.ToString(CultureInfo.InvariantCulture),
                ["retentionDays"] = options.Value.RetentionDays.ToString(CultureInfo.InvariantCulture),
            },
        }, cancellationToken);
        work.Chain.Sign(checkpoint, last, record.At);
        return last.Sequence;
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Error,
        Message = "The audit chain of {TenantId} does not verify at record {Sequence}: nothing of it is deleted, however old")]
    private static partial void Kept(ILogger logger, string tenantId, long sequence);

    [LoggerMessage(EventId = 21, Level = LogLevel.Error, Message = "Old audit records could not be deleted; it is tried again in a day")]
    private static partial void Failed(ILogger logger, Exception exception);
}
