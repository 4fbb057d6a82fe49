using CauseFlow.Investigations.Incidents;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Alarms;

internal static class AlarmEndpoints
{
    private const int MaxTransitions = 5_000;

    public static void MapAlarms(this RouteGroupBuilder api) =>
        api.MapGet("/v1/incidents/{id}/alarms", ListAsync).Describe<Page<IncidentAlarmView>>("listIncidentAlarms",
            "The alarms that were grouped into the incident: latest state, history, and why each belongs here.",
            200, 404);

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, string id, IncidentDesk desk, InvestigationsDbContext db,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(caller.TenantId, id, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var rows = await db.IncidentAlarms.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.IncidentId == id).ToListAsync(cancellationToken);
        var transitions = await db.AlarmTransitions.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.IncidentId == id)
            .OrderByDescending(row => row.At).Take(MaxTransitions).ToListAsync(cancellationToken);
        var history = transitions.ToLookup(row => row.AlarmId, StringComparer.Ordinal);
        return Results.Ok(new Page<IncidentAlarmView>(
        [
            .. rows.OrderBy(row => row.FirstFiredAt ?? DateTimeOffset.MaxValue)
                .ThenBy(row => row.AlarmId, StringComparer.Ordinal)
                .Select(row => IncidentAlarmView.Of(incident, row, history[row.AlarmId])),
        ]));
    }
}
