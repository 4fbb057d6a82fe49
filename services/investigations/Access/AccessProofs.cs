using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Access;

/// <summary>Puts together what was granted, what was used and how to look it up; over all passes of an investigation.</summary>
internal static class AccessProofs
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Of one investigation.</summary>
    public static async Task<IReadOnlyList<AccessProof>> ReadAsync(
        InvestigationsDbContext db, string tenantId, string investigationId, CancellationToken cancellationToken) => Of(
            await db.Accesses.AsNoTracking()
                .Where(row => row.TenantId == tenantId && row.InvestigationId == investigationId).ToListAsync(cancellationToken),
            await db.Runs.AsNoTracking()
                .Where(row => row.TenantId == tenantId && row.InvestigationId == investigationId).ToListAsync(cancellationToken));

    /// <summary>One for each integration that was granted and that a run has redeemed a session of. Pure.</summary>
    public static IReadOnlyList<AccessProof> Of(IReadOnlyList<AccessRow> accesses, IReadOnlyList<RunRow> runs)
    {
        ArgumentNullException.ThrowIfNull(accesses);
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            .. accesses.Where(row => row.Access.LeaseId is not null).GroupBy(row => row.IntegrationId, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Of([.. group.Select(row => row.Access)], [.. runs.Where(run => run.IntegrationId == group.Key && run.StartedAt is not null)]))
                .OfType<AccessProof>(),
        ];
    }

    private static AccessProof? Of(List<IntegrationAccess> granted, List<RunRow> runs)
    {
        if (runs.Count == 0)
        {
            return null;
        }

        var sources = runs.SelectMany(run => run.Sources ?? []).ToList();
        List<string> regions =
        [
            .. sources.Select(source => source.Region).Concat(runs.SelectMany(run => run.Expected ?? []).Select(source => source.Region))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        var (from, to) = (runs.Min(run => run.StartedAt!.Value) - Margin, runs.Max(run => run.EndedAt ?? run.StartedAt!.Value) + Margin);
        var session = granted.Select(access => access.SessionName).FirstOrDefault(name => name is not null);
        return new AccessProof
        {
            IntegrationId = granted[0].IntegrationId, Provider = granted[0].Provider, Account = granted[0].Account, Regions = regions,
            SessionName = session, From = from, To = to,
            Granted = [.. granted.SelectMany(access => access.Permissions ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Used = new SortedDictionary<string, int>(
                sources.SelectMany(source => source.CallsByApi ?? new Dictionary<string, int>())
                    .GroupBy(call => call.Key, StringComparer.Ordinal).ToDictionary(calls => calls.Key, calls => calls.Sum(call => call.Value)),
                StringComparer.Ordinal),
            Queries = session is null ? [] : TrailQueries.Of(session, regions, from, to),
        };
    }
}
