using CauseFlow.Contracts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Retention;

/// <summary>
/// Takes the evidence out of investigations: parts, facts and the cases of their verdicts. The incident, its timeline and what the
/// verdicts say stay.
/// </summary>
public sealed class EvidenceErasure(InvestigationsDbContext db, TimeProvider time)
{
    /// <summary>How many investigations one request empties, so that it ends within a request's time.</summary>
    public const int MaxAtOnce = 200;

    /// <summary>Whether the integration took part in any investigation of the tenant.</summary>
    public Task<bool> KnowsAsync(string tenantId, string integrationId, CancellationToken cancellationToken) => db.Accesses.AnyAsync(
        access => access.TenantId == tenantId && access.IntegrationId == integrationId, cancellationToken);

    /// <summary>
    /// Empties what has ended and what the integration has given evidence to. A case holds the evidence of all its integrations
    /// and makes no sense without a part of it, so that it is emptied as a whole.
    /// </summary>
    public async Task<ErasedEvidence> EraseAsync(string tenantId, string integrationId, CancellationToken cancellationToken)
    {
        var filled = db.Investigations.AsNoTracking()
            .Where(row => row.TenantId == tenantId && row.EvidenceDeletedAt == null && db.Parts.Any(part =>
                part.TenantId == tenantId && part.InvestigationId == row.Id && part.IntegrationId == integrationId));
        var ended = filled.Where(row => row.DueAt == null && row.CompletedAt != null);
        var ids = await ended.OrderBy(row => row.CompletedAt).Take(MaxAtOnce).Select(row => row.Id).ToListAsync(cancellationToken);
        var erased = 0;
        foreach (var id in ids)
        {
            erased += await EmptyAsync(db, tenantId, id, time.GetUtcNow().TruncateToMicroseconds(), cancellationToken) ? 1 : 0;
        }

        var left = await ended.CountAsync(cancellationToken);
        return new ErasedEvidence(erased, left, await filled.CountAsync(cancellationToken) - left);
    }

    /// <summary>
    /// One commit, the mark first: who stores a part meanwhile loses against the row version and then sees the mark. False for an
    /// investigation that has been emptied already or has come to life again.
    /// </summary>
    internal static Task<bool> EmptyAsync(
        InvestigationsDbContext db, string tenantId, string investigationId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.InOneCommitAsync(async () =>
        {
            var marked = await db.Investigations
                .Where(row => row.TenantId == tenantId && row.Id == investigationId
                    && row.EvidenceDeletedAt == null && row.DueAt == null && row.CompletedAt != null)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.EvidenceDeletedAt, now).SetProperty(row => row.Version, row => row.Version + 1),
                    cancellationToken);
            if (marked == 0)
            {
                return false;
            }

            await db.Parts.Where(part => part.TenantId == tenantId && part.InvestigationId == investigationId)
                .ExecuteDeleteAsync(cancellationToken);
            await db.Evidence.Where(fact => fact.TenantId == tenantId && fact.InvestigationId == investigationId)
                .ExecuteDeleteAsync(cancellationToken);
            await db.Verdicts.Where(verdict => verdict.TenantId == tenantId && verdict.InvestigationId == investigationId)
                .ExecuteUpdateAsync(set => set.SetProperty(verdict => verdict.Case, (CaseFile?)null), cancellationToken);
            return true;
        }, cancellationToken);
}

/// <summary>What an erasure has done, and what is left of the integration's evidence.</summary>
/// <param name="Erased">Investigations that were emptied.</param>
/// <param name="Left">Ended ones that are still to be emptied: ask again.</param>
/// <param name="StillRunning">Ones that have not ended, follow-up passes included: ask again when they have.</param>
public sealed record ErasedEvidence(int Erased, int Left, int StillRunning);
