using CauseFlow.Messaging;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>After a restart on the in-memory bus every unfinished investigation is asked for again.</summary>
public sealed class UnfinishedInvestigations(InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox) : IRestartRecovery
{
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var unfinished = await db.Investigations.AsNoTracking()
            .Where(row => row.Status == InvestigationStatus.Requested || row.Status == InvestigationStatus.Collecting)
            .OrderBy(row => row.Seq).ToListAsync(cancellationToken);
        foreach (var row in unfinished.Where(row => row.Request is not null))
        {
            outbox.Add(row.Request! with { Resume = true });
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
