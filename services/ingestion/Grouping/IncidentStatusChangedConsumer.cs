using CauseFlow.Contracts;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>The group follows what a person did to its incident.</summary>
public sealed class IncidentStatusChangedConsumer(IngestionDbContext db, FiringHistory history) : IConsumer<IncidentStatusChanged>
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

        group.Follow(change, await history.OfGroupAsync(change.IncidentId, token));
    }
}
