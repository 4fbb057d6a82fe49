using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// How many investigations the people of a tenant may have running at once. All tenants share the collectors: whoever
/// starts without end, or whose key somebody else holds, must not make another tenant's alarm wait. Replicas that start
/// at one moment may go over it, each by what it has under way.
/// </summary>
public sealed class StartLimit(
    InvestigationsDbContext db, StartTurns turns, IOptions<InvestigationsOptions> options)
{
    /// <summary>When it is worth asking again: a run seldom ends sooner.</summary>
    public const int RetryAfterSeconds = 30;

    /// <summary>
    /// A turn to start one more, to be held until it is stored; null when as many are running as may.
    /// </summary>
    public async Task<IDisposable?> TakeAsync(string tenantId, CancellationToken cancellationToken)
    {
        var turn = new Turn(turns, tenantId);
        var isTaken = false;
        try
        {
            var running = await db.Investigations.CountAsync(row => row.TenantId == tenantId
                && (row.Status == InvestigationStatus.Requested || row.Status == InvestigationStatus.Collecting)
                && row.Pass == 1 && row.RequestedBy != null, cancellationToken);
            isTaken = running + turn.Number <= options.Value.MaxRunningStartedByPeople;
            return isTaken ? turn : null;
        }
        finally
        {
            if (!isTaken)
            {
                turn.Dispose();
            }
        }
    }

    private sealed class Turn(StartTurns turns, string tenantId) : IDisposable
    {
        private bool isOver;

        public int Number { get; } = turns.Enter(tenantId);

        public void Dispose()
        {
            if (!isOver)
            {
                isOver = true;
                turns.Leave(tenantId);
            }
        }
    }
}
