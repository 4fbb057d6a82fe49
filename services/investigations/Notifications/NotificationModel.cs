using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Notifications;

/// <summary>The tables of notifications.</summary>
internal static class NotificationModel
{
    public static void AddNotifications(this ModelBuilder model)
    {
        model.Entity<NotificationSettingsRow>(settings =>
        {
            settings.ToTable("notification_settings").HasKey(row => row.TenantId);
            settings.Property(row => row.Version).IsConcurrencyToken();
        });
        model.Entity<NotificationChannelRow>(channel =>
        {
            channel.ToTable("notification_channels").HasKey(row => row.Id);
            channel.HasIndex(row => new { row.TenantId, row.Name }).IsUnique();
            channel.Property(row => row.Events).HasJsonConversion();
            channel.Ignore(row => row.SecretContext);

            // Two replicas that rotate keys, or one beside an admin: one of them looks again.
            channel.Property(row => row.Secret).IsConcurrencyToken();
        });
        model.Entity<NotificationEventRow>(happened =>
        {
            happened.ToTable("notification_events").HasKey(row => row.Seq);
            happened.HasIndex(row => row.PlanAt);
        });
        model.Entity<NotificationDeliveryRow>(delivery =>
        {
            delivery.ToTable("notification_deliveries").HasKey(row => row.Seq);

            // Planned once, whoever plans.
            delivery.HasIndex(row => new { row.EventId, row.ChannelId }).IsUnique();
            delivery.HasIndex(row => new { row.TenantId, row.Seq });
            delivery.HasIndex(row => new { row.TenantId, row.Id }).IsUnique();
            delivery.HasIndex(row => row.NextAttemptAt);
            delivery.HasIndex(row => new { row.ChannelId, row.IncidentId, row.Seq });
            delivery.HasIndex(row => row.EndedAt);
            delivery.Property(row => row.Content).HasJsonConversion();
        });
    }
}
