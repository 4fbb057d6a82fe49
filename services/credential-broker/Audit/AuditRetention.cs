using System.Globalization;
using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>
/// Deletes audit records after their retention, from the oldest on and only up to a signed checkpoint that is kept. A chain is
/// verified first, and what is cut is what was verified in the same reading; one that does not verify is left as it is: what is
/// wrong with it must stay to be seen. The checkpoint and a record of the deletion are committed next; what they cover is deleted
/// afterwards, by the next round if this one is cut off.
/// </summary>
public sealed partial class AuditRetention(
    BrokerTransactions transactions, IServiceScopeFactory scopes, IOptions<AuditOptions> options, TimeProvider time,
    ILogger<AuditRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>With no younger record than this the clock may be ahead, which would make everything old.</summary>
    private static readonly TimeSpan MaxQuiet = TimeSpan.FromDays(30);

    /// <summary>One round over all tenants; answers how many records were deleted.</summary>
    public async Task<long> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now.AddDays(-options.Value.RetentionDays);
        List<string> tenants;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<BrokerDbContext>();
            if (!await db.AuditHeads.AnyAsync(head => head.At >= now - MaxQuiet, cancellationToken))
            {
                return 0;
            }

            // The oldest record of each alone, by the key: the whole table would have to be read for all that are old.
            tenants = await db.AuditHeads.Select(head => head.TenantId).Where(tenant => db.AuditRecords
                .Where(record => record.TenantId == tenant).OrderBy(record => record.Sequence).Take(1)
                .Any(record => record.At < before)).ToListAsync(cancellationToken);
        }

        var deleted = 0L;
        foreach (var tenant in tenants)
        {
            try
            {
                deleted += await DeleteOldAsync(tenant, before, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(logger, exception, tenant);
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
                Failed(logger, exception, "any tenant");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<long> DeleteOldAsync(string tenant, DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Without the tenant's turn: a long chain takes its time, and what is verified does not change.
        await using var scope = scopes.CreateAsyncScope();
        var (verification, last) = await scope.ServiceProvider.GetRequiredService<AuditVerifier>()
            .VerifyAsync(tenant, before, cancellationToken);
        if (!verification.Ok)
        {
            Kept(logger, tenant, verification.BrokenAt ?? 0);
            return 0;
        }

        var upTo = last is null ? verification.KeptFrom - 1 : await transactions.RunAsync(
            work => MoveAsync(work, last, verification.KeptFrom - 1, cancellationToken), cancellationToken);
        return await scope.ServiceProvider.GetRequiredService<BrokerDbContext>().AuditRecords
            .Where(record => record.TenantId == tenant && record.Sequence <= upTo).ExecuteDeleteAsync(cancellationToken);
    }

    /// <returns>Up to which record may be deleted.</returns>
    /// <param name="work">One attempt.</param>
    /// <param name="last">The last record to go, as it was verified.</param>
    /// <param name="start">Where the chain began when it was verified.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<long> MoveAsync(BrokerWork work, AuditRecord last, long start, CancellationToken cancellationToken)
    {
        await work.Audit.TakeTurnAsync(last.TenantId, cancellationToken);
        var checkpoint = await work.Db.AuditCheckpoints.FindAsync([last.TenantId], cancellationToken);
        if ((checkpoint?.Count ?? 0) != start)
        {
            // Another replica was here.
            return start;
        }

        if (checkpoint is null)
        {
            checkpoint = new AuditCheckpoint { TenantId = last.TenantId, Count = 0, Hash = "", At = last.At, Signature = "", KeyId = "" };
            work.Db.AuditCheckpoints.Add(checkpoint);
        }

        var record = await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = last.TenantId,
            Actor = "credential-broker",
            Action = "audit.expired",
            Subject = last.TenantId,
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

    [LoggerMessage(EventId = 21, Level = LogLevel.Error,
        Message = "Old audit records of {TenantId} could not be deleted; it is tried again in a day")]
    private static partial void Failed(ILogger logger, Exception exception, string tenantId);
}
