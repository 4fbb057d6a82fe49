using CauseFlow.Contracts;
using CauseFlow.Messaging;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// Whatever an incident, its alarms and its investigations hear takes turns: each message raises the incident's row version, and an
/// alarm storm sends hundreds a second. So does what people do to it, who would otherwise be told for as long that it changed meanwhile.
/// </summary>
public sealed class IncidentTurns(InvestigationsDbContext db) : IMessageTurns<InvestigationsDbContext>
{
    /// <inheritdoc />
    public async Task<string?> KeyOfAsync(object message, CancellationToken cancellationToken) => message switch
    {
        AlarmStateChanged { IncidentId: { } incident, TenantId: var tenant } => KeyOf(tenant, incident),
        AlarmGroupResolved { IncidentId: var incident, TenantId: var tenant } => KeyOf(tenant, incident),
        InvestigationRequested { IncidentId: var incident, TenantId: var tenant } => KeyOf(tenant, incident),
        AccessDecided { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        SessionRedeemed { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        FindingsPublished { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        CollectionCompleted { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        CollectionFailed { InvestigationId: var id, TenantId: var tenant } => await OfAsync(tenant, id, cancellationToken),
        _ => null,
    };

    /// <returns>The key of its incident; its own until the request has arrived and said which incident that is.</returns>
    public async Task<string> OfAsync(string tenantId, string investigationId, CancellationToken cancellationToken) => KeyOf(
        tenantId,
        await db.Investigations.AsNoTracking().Where(row => row.TenantId == tenantId && row.Id == investigationId)
            .Select(row => row.IncidentId).SingleOrDefaultAsync(cancellationToken) ?? investigationId);

    internal static string KeyOf(string tenantId, string id) => $"{tenantId}|{id}";
}
