using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>Writes steps on the context that the caller saves.</summary>
public sealed class Timeline(InvestigationsDbContext db)
{
    public void Add(
        string tenantId, string? incidentId, string? investigationId, DateTimeOffset at, string kind, string text, object? data = null) =>
        db.Timeline.Add(new TimelineRow
        {
            TenantId = tenantId,
            IncidentId = incidentId,
            InvestigationId = investigationId,
            At = at,
            Kind = kind,
            Text = text,
            Data = data is null ? null : JsonSerializer.Serialize(data, ContractJson.Options),
        });
}
