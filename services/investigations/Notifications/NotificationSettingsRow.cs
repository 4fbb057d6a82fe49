namespace CauseFlow.Investigations.Notifications;

/// <summary>A tenant's settings as a whole: of two admins who change them at once, one has to look again.</summary>
public sealed class NotificationSettingsRow
{
    public required string TenantId { get; init; }

    /// <summary>From 1.</summary>
    public required long Version { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
    public required string ChangedBy { get; set; }
}
