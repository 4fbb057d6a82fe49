using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Reads passes, rows that are added and not saved yet included: handlers store first and evaluate afterwards.
/// </summary>
public sealed class PassStore(InvestigationsDbContext db)
{
    /// <summary>
    /// The investigation, which every handler changes, and one pass of it; both are made by whoever comes first.
    /// </summary>
    public async Task<(InvestigationRow Row, PassRow Pass)> FindOrStartAsync(
        string tenantId, string investigationId, int number, CancellationToken cancellationToken)
    {
        var row = await FindAsync(tenantId, investigationId, cancellationToken);
        if (row is null)
        {
            row = new InvestigationRow { Id = investigationId, TenantId = tenantId };
            db.Investigations.Add(row);
        }

        row.Version++;
        return (row, await FindOrAddPassAsync(row, number, cancellationToken));
    }

    /// <summary>
    /// A repeated request must change nothing, not even the row version that somebody else may be about to take.
    /// </summary>
    public async Task<bool> IsRequestedAsync(InvestigationRequested request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        object[] key = [request.TenantId, request.InvestigationId, request.Pass];
        return await db.Passes.FindAsync(key, cancellationToken) is { Request: not null };
    }

    public async Task<InvestigationRow?> FindAsync(
        string tenantId, string investigationId, CancellationToken cancellationToken) =>
        db.Investigations.Local.FirstOrDefault(row => row.TenantId == tenantId && row.Id == investigationId)
        ?? await db.Investigations.FirstOrDefaultAsync(
            row => row.TenantId == tenantId && row.Id == investigationId, cancellationToken);

    public async Task<PassRow> FindOrAddPassAsync(InvestigationRow row, int number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var pass = await db.Passes.FindAsync([row.TenantId, row.Id, number], cancellationToken);
        if (pass is null)
        {
            pass = new PassRow { TenantId = row.TenantId, InvestigationId = row.Id, Number = number };
            db.Passes.Add(pass);
        }

        return pass;
    }

    public async Task<RunRow> FindOrAddRunAsync(
        PassRow pass, string integrationId, int runNumber, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pass);
        object[] key = [pass.TenantId, pass.InvestigationId, pass.Number, integrationId, runNumber];
        var run = await db.Runs.FindAsync(key, cancellationToken);
        if (run is null)
        {
            run = new RunRow
            {
                TenantId = pass.TenantId,
                InvestigationId = pass.InvestigationId,
                Pass = pass.Number,
                IntegrationId = integrationId,
                RunNumber = runNumber,
            };
            db.Runs.Add(run);
        }

        return run;
    }

    /// <summary>What runs have said that nobody has granted yet.</summary>
    public async Task<IReadOnlyList<RunRow>> ParkedAsync(PassRow pass, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pass);
        await db.Runs.Where(x => x.TenantId == pass.TenantId && x.InvestigationId == pass.InvestigationId
            && x.Pass == pass.Number).LoadAsync(cancellationToken);
        return [.. db.Runs.Local.Where(x => IsOf(pass, x.TenantId, x.InvestigationId, x.Pass) && ParkedRun.Is(x.IntegrationId))];
    }

    /// <summary>
    /// The passes that have ended with what they had, in their order; a cancelled one has nothing to say.
    /// </summary>
    public async Task<IReadOnlyList<PassRow>> CompletedAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        await db.Passes.Where(x => x.TenantId == row.TenantId && x.InvestigationId == row.Id)
            .LoadAsync(cancellationToken);
        return [.. db.Passes.Local.Where(x => x.TenantId == row.TenantId && x.InvestigationId == row.Id
            && x.Status == InvestigationStatus.Completed).OrderBy(x => x.Number)];
    }

    public async Task<PassState> LoadAsync(PassRow pass, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pass);
        await db.Accesses.Where(x => x.TenantId == pass.TenantId && x.InvestigationId == pass.InvestigationId
            && x.Pass == pass.Number).LoadAsync(cancellationToken);
        await db.Runs.Where(x => x.TenantId == pass.TenantId && x.InvestigationId == pass.InvestigationId
            && x.Pass == pass.Number).LoadAsync(cancellationToken);
        var stored = await PartsOf(pass)
            .Select(x => new { x.Seq, x.IntegrationId, x.Region, x.Source, x.RunNumber, x.Part, x.IsLeftOut })
            .ToListAsync(cancellationToken);
        var removed = db.ChangeTracker.Entries<PartRow>().Where(entry => entry.State == EntityState.Deleted)
            .Select(entry => entry.Entity.Seq).ToHashSet();
        var parts = stored.Where(x => !removed.Contains(x.Seq))
            .Select(x => (Key: new PartKey(x.IntegrationId, x.Region, x.Source, x.RunNumber, x.Part), x.IsLeftOut))
            .Concat(Added(pass).Select(x => (x.Key, x.IsLeftOut))).ToList();
        return new PassState(
            pass.AccessDecided,
            pass.AccessRefusal,
            [.. db.Accesses.Local.Where(x => IsOf(pass, x.TenantId, x.InvestigationId, x.Pass)).Select(x => x.Access)],
            [.. db.Runs.Local.Where(x => IsOf(pass, x.TenantId, x.InvestigationId, x.Pass)
                    && !ParkedRun.Is(x.IntegrationId))
                .Select(x => new RunState(x.IntegrationId, x.RunNumber, x.Sources, x.Failure)
                {
                    IsRedeemed = x.StartedAt is not null, Expected = x.Expected,
                })],
            parts.ConvertAll(x => x.Key))
        {
            ExpectedSources = pass.Request?.Sources ?? [],
            LeftOut = parts.Where(x => x.IsLeftOut).Select(x => x.Key).ToHashSet(),
        };
    }

    /// <summary>The bodies of these parts and of no others: runs that do not count may be as large.</summary>
    public async Task<IReadOnlyList<FindingsPublished>> ReadPartsAsync(
        PassRow pass, IReadOnlySet<PartKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(keys);
        var found = new List<FindingsPublished>();
        foreach (var run in keys.GroupBy(key => (key.IntegrationId, key.Region, key.Source, key.RunNumber)))
        {
            var (integrationId, region, source, number) = run.Key;
            found.AddRange(await PartsOf(pass).Where(part => part.IntegrationId == integrationId
                && part.Region == region && part.Source == source && part.RunNumber == number)
                .Select(part => part.Body).ToListAsync(cancellationToken));
        }

        return [.. found, .. Added(pass).Where(part => keys.Contains(part.Key)).Select(part => part.Body)];
    }

    /// <summary>Takes a stored part away without reading it.</summary>
    public void Drop(PassRow pass, long seq)
    {
        ArgumentNullException.ThrowIfNull(pass);
        db.Parts.Remove(new PartRow
        {
            Seq = seq, TenantId = pass.TenantId, InvestigationId = pass.InvestigationId, Pass = pass.Number,
            IntegrationId = "", Region = "", Source = "", Body = null!,
        });
    }

    private IQueryable<PartRow> PartsOf(PassRow pass) => db.Parts.AsNoTracking().Where(x =>
        x.TenantId == pass.TenantId && x.InvestigationId == pass.InvestigationId && x.Pass == pass.Number);

    private IEnumerable<PartRow> Added(PassRow pass) => db.ChangeTracker.Entries<PartRow>()
        .Where(entry => entry.State == EntityState.Added
            && IsOf(pass, entry.Entity.TenantId, entry.Entity.InvestigationId, entry.Entity.Pass))
        .Select(entry => entry.Entity);

    private static bool IsOf(PassRow pass, string tenantId, string investigationId, int number) =>
        tenantId == pass.TenantId && investigationId == pass.InvestigationId && number == pass.Number;
}
