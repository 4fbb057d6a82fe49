using CauseFlow.Contracts;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>The group follows what a person did to its incident.</summary>
public sealed class IncidentStatusChangedConsumer(IngestionDbContext db) : IConsumer<IncidentStatusChanged>
{
    public async Task Consume(ConsumeContext<IncidentStatusChanged> context)
    {
        var (change, token) = (context.Message, context.CancellationToken);
        var group = await db.Groups.SingleOrDefaultAsync(
            row => row.IncidentId == change.IncidentId && row.TenantId == change.TenantId, token);
        if (group is null)
        {
            // An incident that a person made by hand has no group.
            return;
        }

        var firings = await db.Firings.AsNoTracking().Where(firing => firing.IncidentId == change.IncidentId)
            .ToListAsync(token);
        group.Follow(change, firings.Select(firing => firing.Transition));
    }
}
