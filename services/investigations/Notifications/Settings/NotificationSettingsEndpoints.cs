using CauseFlow.Investigations.Notifications.Deliveries;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>Where a tenant's notifications go, for its admins.</summary>
internal static class NotificationSettingsEndpoints
{
    public static void MapNotificationSettings(this RouteGroupBuilder admins)
    {
        admins.MapGet("/v1/settings/notifications", GetAsync).Describe<NotificationSettingsView>("getNotificationSettings",
            "The channels that tell of incidents; their addresses and keys are never shown.", 200);
        admins.MapPut("/v1/settings/notifications", PutAsync).Describe<NotificationSettingsView>("putNotificationSettings",
            "Sets all channels: Slack, Teams, PagerDuty, signed webhooks. A secret that is left out stays; a repeated PUT changes nothing.",
            200, 400, 409, 503);
        admins.MapPost("/v1/settings/notifications/test", TestAsync).Describe<NotificationDeliveryView>("testNotificationChannel",
            "Sends a test to one channel at once, and answers how it went.", 200, 400, 404, 503);
    }

    internal sealed record TestBody(string? Channel);

    private static async Task<IResult> GetAsync(
        CallerIdentity caller, NotificationSettingsDesk desk, CancellationToken cancellationToken) =>
        Results.Ok(ViewOf(await desk.ReadAsync(caller.TenantId, cancellationToken)));

    private static async Task<IResult> PutAsync(
        CallerIdentity caller, NotificationSettingsBody body, ChannelReader reader, NotificationSettingsDesk desk,
        InvestigationsDbContext db, CaseAudit audit, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = reader.Read(body, errors);
        var stored = await desk.ReadAsync(caller.TenantId, cancellationToken);
        NotificationSettingsDesk.Check(stored, wanted, errors);
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        if (await desk.IsAsStoredAsync(stored, wanted, cancellationToken))
        {
            return Results.Ok(ViewOf(stored));
        }

        if (body.Version != stored.Version)
        {
            return ChangedMeanwhile();
        }

        try
        {
            var changes = await desk.ApplyAsync(caller.TenantId, caller.Subject, stored, wanted, cancellationToken);
            if (await audit.RecordAsync(caller, "notifications.changed", caller.TenantId, changes, cancellationToken) is { } unrecorded)
            {
                return unrecorded;
            }

            await db.SaveChangesAsync(cancellationToken);
        }
        catch (KeyUnavailableException)
        {
            return ApiErrors.Unavailable("key_unavailable",
                "The key that secrets are sealed under is missing here, so nothing was changed. Tell the operator.");
        }
        catch (DbUpdateException exception)
            when (exception is DbUpdateConcurrencyException || StoreErrors.IsUniqueViolation(exception))
        {
            return ChangedMeanwhile();
        }

        db.ChangeTracker.Clear();
        return Results.Ok(ViewOf(await desk.ReadAsync(caller.TenantId, cancellationToken)));
    }

    private static async Task<IResult> TestAsync(
        CallerIdentity caller, TestBody body, InvestigationsDbContext db, ChannelTest test, CaseAudit audit,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text(body.Channel, 1, 60, "channel");
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        var channel = await db.NotificationChannels.AsNoTracking()
            .FirstOrDefaultAsync(row => row.TenantId == caller.TenantId && row.Name == name, cancellationToken);
        if (channel is null)
        {
            return ApiErrors.NotFound("channel_not_found",
                "This tenant has no channel of this name. GET /v1/settings/notifications lists them.");
        }

        return await audit.RecordAsync(caller, "notifications.tested", channel.Id, new Dictionary<string, string>(), cancellationToken)
            ?? Results.Ok(NotificationDeliveryView.Of(await test.RunAsync(channel, cancellationToken)));
    }

    private static NotificationSettingsView ViewOf(StoredSettings stored) =>
        NotificationSettingsView.Of(stored.Settings, stored.Channels);

    private static IResult ChangedMeanwhile() => ApiErrors.Conflict("settings_changed",
        "The settings are not those of this version any more. Read them again, and repeat the request with their version.");
}
