using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>A person starts an incident's investigation again: a new investigation on the same incident.</summary>
public sealed class InvestigationStart(InvestigationsDbContext db, InvestigationDesk desk, TimeProvider time)
{
    private static readonly TimeSpan BeforeFiring = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaxWindow = TimeSpan.FromMinutes(60);

    public Task<bool> IsRunningAsync(IncidentRow incident, CancellationToken cancellationToken) =>
        db.Investigations.AnyAsync(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id
            && (row.Status == InvestigationStatus.Requested || row.Status == InvestigationStatus.Collecting), cancellationToken);

    /// <summary>
    /// Stores the investigation at once, so that a second start sees it, and returns the request to publish. Two starts
    /// at one moment meet in the incident's row version.
    /// </summary>
    public async Task<InvestigationRequested> StartAsync(
        IncidentRow incident, IReadOnlyList<string>? hints, string? traceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var alarms = await db.IncidentAlarms.AsNoTracking()
            .Where(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id).ToListAsync(cancellationToken);
        var alarm = alarms.OrderBy(row => row.Fact.State != AlarmState.Alarm).ThenBy(row => row.StateChangedAt).FirstOrDefault()?.Fact;
        var request = new InvestigationRequested
        {
            TenantId = incident.TenantId,
            InvestigationId = Ids.New("inv", time),
            IncidentId = incident.Id,
            IncidentKey = incident.IncidentKey ?? incident.Id,
            Trigger = InvestigationTrigger.Reinvestigate,
            Alarm = alarm,
            Window = WindowOf(incident.FiredAt ?? incident.CreatedAt, now),
            Scope = hints is { Count: > 0 } ? new() { Hints = hints } : null,
            Pass = 1,
            RequestedAt = now,
        };
        await desk.RequestAsync(request, traceId, cancellationToken);
        return request;
    }

    internal static InvestigationWindow WindowOf(DateTimeOffset firedAt, DateTimeOffset now)
    {
        var from = firedAt - BeforeFiring;

        // An alarm may be dated a little ahead of this server's clock; the firing stays inside its window.
        var to = now > from + MaxWindow ? from + MaxWindow : now > firedAt ? now : firedAt;
        return new()
        {
            From = from,
            To = to,
            Baselines =
            [
                new() { From = from.AddHours(-1), To = from, Kind = BaselineKind.Adjacent },
                new() { From = from.AddDays(-1), To = to.AddDays(-1), Kind = BaselineKind.SameHourYesterday },
                new() { From = from.AddDays(-7), To = to.AddDays(-7), Kind = BaselineKind.SameHourLastWeek },
            ],
        };
    }
}
