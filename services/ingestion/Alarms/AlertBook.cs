using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>
/// Dates the alerts whose sender names only the state that they are in (the custom webhook, and ends of Azure and GCP
/// alerts that carry no time). An alert in the state in which it is already is a duplicate; any other is a change of
/// state, dated so that the order in which alerts came is the order of their changes, also where two came within one
/// second.
/// </summary>
public sealed class AlertBook(IngestionDbContext db)
{
    /// <summary>Reason in the delivery log.</summary>
    public const string DuplicateAlert = "duplicate_alert";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>The alarm with the time of its change; of a duplicate only the incident that it belongs to.</summary>
    public async Task<AlarmReading> ChangeAsync(Delivery delivery, AlarmFact alarm, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(alarm);
        var last = await db.Firings.AsNoTracking()
            .Where(firing => firing.TenantId == delivery.TenantId && firing.AlarmId == alarm.Id)
            .OrderByDescending(firing => firing.StateChangedAt).FirstOrDefaultAsync(token);
        if (last is null)
        {
            return AlarmReading.Of(alarm);
        }

        if (last.State == alarm.State)
        {
            return AlarmReading.Duplicate(DuplicateAlert, last.IncidentId);
        }

        // Another replica may have decided the later of two alerts first.
        var at = Transition.ToSecond(alarm.StateChangedAt);
        var isLater = delivery.ReceivedAt >= last.ReceivedAt;
        var changedAt = isLater && at <= last.StateChangedAt ? last.StateChangedAt + Step
            : !isLater && at >= last.StateChangedAt ? last.StateChangedAt - Step
            : alarm.StateChangedAt;
        return AlarmReading.Of(
            alarm with { StateChangedAt = changedAt, PreviousState = isLater ? last.State : null });
    }
}
