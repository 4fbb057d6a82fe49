using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Custom;

/// <summary>What an alert of the custom webhook means after those before it.</summary>
/// <param name="Alarm">The change of state to record; null when there is none.</param>
/// <param name="IncidentId">Without a change, the incident that it belongs to, if any.</param>
public sealed record CustomChange(AlarmFact? Alarm, string? IncidentId);

/// <summary>
/// The sender names only the state that its alert is in. An alert in the state in which it is already is a duplicate;
/// any other is a change of state, dated so that the order in which alerts came is the order of their changes, also
/// where two came within one second.
/// </summary>
public sealed class CustomAlertBook(IngestionDbContext db)
{
    /// <summary>Reason in the delivery log.</summary>
    public const string DuplicateAlert = "duplicate_alert";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public async Task<CustomChange> ChangeAsync(Delivery delivery, AlarmFact alarm, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(alarm);
        var last = await db.Firings.AsNoTracking()
            .Where(firing => firing.TenantId == delivery.TenantId && firing.AlarmId == alarm.Id)
            .OrderByDescending(firing => firing.StateChangedAt).FirstOrDefaultAsync(token);
        if (last is null)
        {
            return new CustomChange(alarm, null);
        }

        if (last.State == alarm.State)
        {
            return new CustomChange(null, last.IncidentId);
        }

        // Another replica may have decided the later of two alerts first.
        var at = Transition.ToSecond(alarm.StateChangedAt);
        var isLater = delivery.ReceivedAt >= last.ReceivedAt;
        var changedAt = isLater && at <= last.StateChangedAt ? last.StateChangedAt + Step
            : !isLater && at >= last.StateChangedAt ? last.StateChangedAt - Step
            : alarm.StateChangedAt;
        return new CustomChange(
            alarm with { StateChangedAt = changedAt, PreviousState = isLater ? last.State : null }, null);
    }
}
