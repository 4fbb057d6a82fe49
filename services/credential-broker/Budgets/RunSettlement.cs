using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>
/// A run that has ended says what it called. What was reserved beyond that is free at once, so that a storm of alarms is not
/// starved by calls that nobody made. Works on the caller's context and never raises a reservation.
/// </summary>
public sealed class RunSettlement(BrokerDbContext db)
{
    /// <summary>Gives nothing back for a run that is not known, or when one of its sources does not say what it called.</summary>
    public async Task SettleAsync(CollectionCompleted ended, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ended);
        if (ended.Sources.Count == 0 || ended.Sources.Any(source => source.CallsByApi is null)
            || !await db.Leases.AnyAsync(x => x.Id == ended.LeaseId && x.TenantId == ended.TenantId, cancellationToken)
            || await db.Runs.SingleOrDefaultAsync(
                x => x.LeaseId == ended.LeaseId && x.RunNumber == ended.RunNumber, cancellationToken) is not { } run)
        {
            return;
        }

        var used = Used(ended.Sources);
        run.CallsUsed = used.GroupBy(call => call.Key.Api).OrderBy(api => api.Key, StringComparer.Ordinal)
            .ToDictionary(api => api.Key, api => api.Sum(call => call.Value));
        foreach (var row in await db.Reservations.Where(x => x.LeaseId == run.LeaseId && x.RunId == run.RunId)
            .ToListAsync(cancellationToken))
        {
            row.Calls = Math.Min(row.Calls, used.GetValueOrDefault((row.Region, row.Api)));
        }
    }

    private static Dictionary<(string Region, string Api), int> Used(IReadOnlyList<SourceResult> sources) => sources
        .SelectMany(source => source.CallsByApi!.Select(call => (source.Region, Api: call.Key, Calls: Math.Max(0, call.Value))))
        .GroupBy(call => (call.Region, call.Api))
        .ToDictionary(calls => calls.Key, calls => calls.Sum(call => call.Calls));
}
