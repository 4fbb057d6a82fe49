using CauseFlow.Messaging;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// After a restart on the in-memory bus every unfinished pass is asked for again. A follow-up that was only due needs
/// nothing: its due time is a row.
/// </summary>
public sealed class UnfinishedInvestigations(
    InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox) : IRestartRecovery
{
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var requests = await db.Passes.AsNoTracking().Where(pass => pass.Request != null
                && (pass.Status == InvestigationStatus.Requested || pass.Status == InvestigationStatus.Collecting))
            .OrderBy(pass => pass.InvestigationId).Select(pass => pass.Request).ToListAsync(cancellationToken);
        foreach (var request in requests)
        {
            outbox.Add(request! with { Resume = true });
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
