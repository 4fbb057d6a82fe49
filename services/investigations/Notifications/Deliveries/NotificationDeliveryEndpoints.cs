using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>What was told to whom, and what became of it.</summary>
internal static class NotificationDeliveryEndpoints
{
    public static void MapNotificationDeliveries(this RouteGroupBuilder admins) =>
        admins.MapGet("/v1/settings/notifications/deliveries", ListAsync).Describe<Page<NotificationDeliveryView>>(
            "listNotificationDeliveries", "Notifications, the newest first: state, attempts, last status, next attempt.", 200, 400);

    internal sealed record Filter(string? State, string? Channel, string? IncidentId, int? Limit, string? Cursor);

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, [AsParameters] Filter filter, InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (!PageCursor.TryRead(filter.Cursor, out long? before))
        {
            return PageCursor.Invalid;
        }

        var errors = new FieldErrors();
        errors.Require(EnumWords.TryRead<DeliveryState>(filter.State, out var state), "state",
            "state is pending, sent, failed or dropped.");
        errors.Printable(filter.Channel, "channel");
        errors.Printable(filter.IncidentId, "incidentId");
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        var query = db.NotificationDeliveries.AsNoTracking().Where(row => row.TenantId == caller.TenantId);
        query = state is { } wanted ? query.Where(row => row.State == wanted) : query;
        query = filter.Channel is { Length: > 0 } channel ? query.Where(row => row.ChannelName == channel) : query;
        query = filter.IncidentId is { Length: > 0 } incident ? query.Where(row => row.IncidentId == incident) : query;
        query = before is { } seq ? query.Where(row => row.Seq < seq) : query;
        var limit = PageCursor.SizeOf(filter.Limit);
        var rows = await query.OrderByDescending(row => row.Seq).Take(limit + 1).ToListAsync(cancellationToken);
        var cursor = rows.Count > limit ? PageCursor.Write(rows[limit - 1].Seq) : null;
        return Results.Ok(new Page<NotificationDeliveryView>([.. rows.Take(limit).Select(NotificationDeliveryView.Of)], cursor));
    }
}
