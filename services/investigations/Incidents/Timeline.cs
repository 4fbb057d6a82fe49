using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Events;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// Writes steps on the context that the caller saves. A sequence number is taken before its commit, so on PostgreSQL a
/// slow writer's step could appear below a reader's cursor; every step therefore raises the incident's row version: of
/// two writers that overlap one fails and takes a new number, and the steps of one incident appear in their order.
/// </summary>
public sealed class Timeline(InvestigationsDbContext db, TimelineSignal signal)
{
    private readonly HashSet<(string TenantId, string IncidentId)> written = [];

    public void Add(
        IncidentRow incident, string? investigationId, DateTimeOffset at, string kind, string text, object? data = null)
    {
        ArgumentNullException.ThrowIfNull(incident);
        Add(incident, new TimelineRow
        {
            TenantId = incident.TenantId,
            InvestigationId = investigationId,
            At = at,
            Kind = kind,
            Text = text,
            Data = data is null ? null : JsonSerializer.Serialize(data, ContractJson.Options),
        });
    }

    /// <summary>
    /// A step of an investigation. Until its request has said which incident it is of, the step waits.
    /// </summary>
    public async Task AddAsync(
        string tenantId, string? incidentId, string investigationId, DateTimeOffset at, string kind, string text,
        object? data, CancellationToken cancellationToken)
    {
        var incident = db.Incidents.Local.FirstOrDefault(row => row.TenantId == tenantId && row.Id == incidentId)
            ?? await db.Incidents.FirstOrDefaultAsync(
                row => row.TenantId == tenantId && row.Id == incidentId, cancellationToken);
        if (incident is not null)
        {
            Add(incident, investigationId, at, kind, text, data);
            return;
        }

        db.Timeline.Add(new TimelineRow
        {
            TenantId = tenantId,
            InvestigationId = investigationId,
            At = at,
            Kind = kind,
            Text = text,
            Data = data is null ? null : JsonSerializer.Serialize(data, ContractJson.Options),
        });
    }

    /// <summary>
    /// Steps that overtook the request join the incident, with new numbers: readers may be past the old ones.
    /// </summary>
    public async Task AdoptAsync(IncidentRow incident, string investigationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var waiting = await db.Timeline
            .Where(step => step.TenantId == incident.TenantId && step.InvestigationId == investigationId
            && step.IncidentId == null).OrderBy(step => step.Seq).ToListAsync(cancellationToken);
        foreach (var step in waiting)
        {
            db.Timeline.Remove(step);
            Add(incident, new TimelineRow
            {
                TenantId = step.TenantId,
                InvestigationId = step.InvestigationId,
                At = step.At,
                Kind = step.Kind,
                Text = step.Text,
                Data = step.Data,
            });
        }
    }

    private void Add(IncidentRow incident, TimelineRow step)
    {
        step.IncidentId = incident.Id;
        incident.Version++;
        db.Timeline.Add(step);
        if (written.Count == 0)
        {
            db.SavedChanges += (_, _) => signal.Set(written);
        }

        written.Add((incident.TenantId, incident.Id));
    }
}
