using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// Whatever an incident, its alarms and its investigations hear takes turns: each message raises the incident's row version, and an
/// alarm storm sends hundreds a second.
/// </summary>
public sealed class IncidentTurns(InvestigationsDbContext db) : IMessageTurns<InvestigationsDbContext>
{
    /// <inheritdoc />
    public async Task<string?> KeyOfAsync(object message, CancellationToken cancellationToken) => message switch
    {
        AlarmStateChanged { IncidentId: var incident } => incident,
        AlarmGroupResolved { IncidentId: var incident } => incident,
        InvestigationRequested { IncidentId: var incident } => incident,
        AccessDecided { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        SessionRedeemed { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        FindingsPublished { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        CollectionCompleted { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        CollectionFailed { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        Fault<InvestigationRequested> { Message.IncidentId: var incident } => incident,
        _ => null,
    };

    /// <returns>Its incident's turn; its own until the request has arrived and said which incident that is.</returns>
    public async Task<string> OfAsync(string tenantId, string investigationId, CancellationToken cancellationToken) =>
        await db.Investigations.AsNoTracking().Where(row => row.TenantId == tenantId && row.Id == investigationId)
            .Select(row => row.IncidentId).SingleOrDefaultAsync(cancellationToken) ?? investigationId;
}
