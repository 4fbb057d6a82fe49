using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>Whether a part may be seen, and what seeing it means: facts as evidence rows, coverage as a step.</summary>
public sealed class PartAdmission(
    InvestigationsDbContext db, PassStore passes, Timeline timeline, InvestigationsMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// True, false, or null while access is not decided. Who knows an investigation's id holds no grant by that: the lease
    /// must be the one that was granted for it.
    /// </summary>
    public async Task<bool?> IsGrantedAsync(
        PassRow pass, string integrationId, string leaseId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pass);
        object[] key = [pass.TenantId, pass.InvestigationId, pass.Number, integrationId];
        var access = await db.Accesses.FindAsync(key, cancellationToken);
        return access is not null ? access.Access.LeaseId == leaseId : pass.AccessDecided ? false : null;
    }

    /// <summary>Admits or drops what has waited for the decision; true when anything was admitted.</summary>
    public async Task<bool> AdmitWaitingAsync(InvestigationRow row, PassRow pass, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(pass);
        var state = await passes.LoadAsync(pass, cancellationToken);
        var waiting = await db.Parts.Where(part => part.TenantId == row.TenantId && part.InvestigationId == row.Id
            && part.Pass == pass.Number).OrderBy(part => part.Seq)
            .Select(part => new { part.Seq, part.IntegrationId, part.Bytes }).ToListAsync(cancellationToken);
        var isAnyIn = false;
        foreach (var part in waiting)
        {
            // One body at a time: together they may be as large as a whole case.
            var stored = state.IsGranted(part.IntegrationId)
                ? await db.Parts.AsNoTracking().SingleAsync(x => x.Seq == part.Seq, cancellationToken)
                : null;
            if (stored is not null && await IsGrantedAsync(
                pass, stored.IntegrationId, stored.Body.LeaseId, cancellationToken) == true)
            {
                await AdmitAsync(row, stored, cancellationToken);
                isAnyIn = true;
            }
            else
            {
                passes.Drop(pass, part.Seq);
                row.EvidenceBytes -= part.Bytes;
                metrics.ForeignParts(1);
            }
        }

        return isAnyIn;
    }

    /// <summary>A part as it is stored: one that is left out has nothing to show but that.</summary>
    public async Task AdmitAsync(InvestigationRow row, PartRow stored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(stored);
        var part = stored.Body;
        await SayLeftOutAsync(row, stored, cancellationToken);
        if (row.FirstFindingAt is null)
        {
            row.FirstFindingAt = time.GetUtcNow().TruncateToMicroseconds();
            if (row.RequestedAt is { } requestedAt)
            {
                metrics.FirstFinding(row.FirstFindingAt.Value - requestedAt);
            }
        }

        var facts = EvidenceRows.Of(part).DistinctBy(fact => fact.EvidenceId).ToList();
        await KeepAsync(row, part.Pass, facts, cancellationToken);
        if (part.Coverage.Count > 0)
        {
            await timeline.AddAsync(row.TenantId, row.IncidentId, row.Id, part.CollectedAt,
                TimelineKinds.SourceCompleted,
                $"{part.Source} in {part.Region}: {facts.Count} facts",
                new
                {
                    part.Source,
                    part.Region,
                    outcome = part.Coverage.Max(coverage => coverage.Outcome),
                    evidence = facts.GroupBy(fact => fact.Type)
                        .ToDictionary(group => group.Key, group => group.Count()),
                    detail = part.Coverage.Select(coverage => coverage.Detail)
                        .FirstOrDefault(detail => detail is not null),
                },
                cancellationToken);
        }
    }

    /// <summary>Once for each source of a pass, with its first part that is left out.</summary>
    private async Task SayLeftOutAsync(InvestigationRow row, PartRow stored, CancellationToken cancellationToken)
    {
        if (!stored.IsLeftOut || await db.Parts.AnyAsync(
            part => part.TenantId == row.TenantId && part.InvestigationId == row.Id && part.Pass == stored.Pass
                && part.IntegrationId == stored.IntegrationId && part.Region == stored.Region
                && part.Source == stored.Source && part.IsLeftOut && part.Seq != stored.Seq
                && (stored.Seq <= 0 || part.Seq < stored.Seq), cancellationToken))
        {
            return;
        }

        await timeline.AddAsync(row.TenantId, row.IncidentId, row.Id, stored.Body.CollectedAt,
            TimelineKinds.EvidenceLeftOut,
            $"The case holds as much evidence as one may; what {stored.Source} in {stored.Region} found beyond that is "
            + "left out",
            new { stored.Source, stored.Region, stored.IntegrationId }, cancellationToken);
    }

    /// <summary>
    /// A follow-up reads the same fact again, and better: the later pass's row replaces the earlier one's.
    /// </summary>
    private async Task KeepAsync(InvestigationRow row, int pass, List<EvidenceRow> facts,
        CancellationToken cancellationToken)
    {
        var ids = facts.ConvertAll(fact => fact.EvidenceId);
        await db.Evidence.Where(fact => fact.TenantId == row.TenantId && fact.InvestigationId == row.Id
            && ids.Contains(fact.EvidenceId)).LoadAsync(cancellationToken);
        var known = db.Evidence.Local.Where(fact => fact.TenantId == row.TenantId && fact.InvestigationId == row.Id)
            .ToDictionary(fact => fact.EvidenceId, StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            fact.Pass = pass;
            if (!known.TryGetValue(fact.EvidenceId, out var earlier))
            {
                db.Evidence.Add(fact);
            }
            else if (earlier.Pass < pass)
            {
                earlier.Become(fact);
            }
        }
    }
}
