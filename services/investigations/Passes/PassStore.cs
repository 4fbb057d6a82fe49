using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>Reads a pass, rows that are added and not saved yet included: handlers store first and evaluate afterwards.</summary>
public sealed class PassStore(InvestigationsDbContext db)
{
    public async Task<InvestigationRow> FindOrStartAsync(string tenantId, string investigationId, CancellationToken cancellationToken)
    {
        var row = await FindAsync(tenantId, investigationId, cancellationToken);
        if (row is null)
        {
            row = new InvestigationRow { Id = investigationId, TenantId = tenantId };
            db.Investigations.Add(row);
        }

        row.Version++;
        return row;
    }

    public async Task<InvestigationRow?> FindAsync(string tenantId, string investigationId, CancellationToken cancellationToken) =>
        db.Investigations.Local.FirstOrDefault(row => row.TenantId == tenantId && row.Id == investigationId)
        ?? await db.Investigations.FirstOrDefaultAsync(row => row.TenantId == tenantId && row.Id == investigationId, cancellationToken);

    public async Task<RunRow> FindOrAddRunAsync(InvestigationRow row, int pass, string integrationId, int runNumber, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var run = await db.Runs.FindAsync([row.TenantId, row.Id, pass, integrationId, runNumber], cancellationToken);
        if (run is null)
        {
            run = new RunRow { TenantId = row.TenantId, InvestigationId = row.Id, Pass = pass, IntegrationId = integrationId, RunNumber = runNumber };
            db.Runs.Add(run);
        }

        return run;
    }

    public async Task<PassState> LoadAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        await db.Accesses.Where(x => x.TenantId == row.TenantId && x.InvestigationId == row.Id && x.Pass == row.Pass).LoadAsync(cancellationToken);
        await db.Runs.Where(x => x.TenantId == row.TenantId && x.InvestigationId == row.Id && x.Pass == row.Pass).LoadAsync(cancellationToken);
        var stored = await db.Parts.AsNoTracking().Where(x => x.TenantId == row.TenantId && x.InvestigationId == row.Id && x.Pass == row.Pass)
            .Select(x => new { x.Seq, x.IntegrationId, x.Region, x.Source, x.RunNumber, x.Part }).ToListAsync(cancellationToken);
        var removed = db.ChangeTracker.Entries<PartRow>().Where(entry => entry.State == EntityState.Deleted).Select(entry => entry.Entity.Seq).ToHashSet();
        return new PassState(
            row.AccessDecided,
            row.AccessRefusal,
            [.. db.Accesses.Local.Where(x => IsOf(row, x.TenantId, x.InvestigationId, x.Pass)).Select(x => x.Access)],
            [.. db.Runs.Local.Where(x => IsOf(row, x.TenantId, x.InvestigationId, x.Pass))
                .Select(x => new RunState(x.IntegrationId, x.RunNumber, x.Sources, x.Failure))],
            [.. stored.Where(x => !removed.Contains(x.Seq)).Select(x => new PartKey(x.IntegrationId, x.Region, x.Source, x.RunNumber, x.Part)),
                .. Added(row).Select(x => x.Key)]);
    }

    public async Task<IReadOnlyList<FindingsPublished>> ReadPartsAsync(
        InvestigationRow row, IReadOnlySet<PartKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(keys);
        var parts = await db.Parts.AsNoTracking()
            .Where(x => x.TenantId == row.TenantId && x.InvestigationId == row.Id && x.Pass == row.Pass).ToListAsync(cancellationToken);
        return [.. parts.Concat(Added(row)).Where(part => keys.Contains(part.Key)).Select(part => part.Body)];
    }

    private IEnumerable<PartRow> Added(InvestigationRow row) => db.ChangeTracker.Entries<PartRow>()
        .Where(entry => entry.State == EntityState.Added && IsOf(row, entry.Entity.TenantId, entry.Entity.InvestigationId, entry.Entity.Pass))
        .Select(entry => entry.Entity);

    private static bool IsOf(InvestigationRow row, string tenantId, string investigationId, int pass) =>
        tenantId == row.TenantId && investigationId == row.Id && pass == row.Pass;
}
