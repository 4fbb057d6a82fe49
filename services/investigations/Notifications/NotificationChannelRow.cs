using CauseFlow.Contracts;
using CauseFlow.Secrets;

namespace CauseFlow.Investigations.Notifications;

/// <summary>Where one tenant's notifications go.</summary>
public sealed class NotificationChannelRow
{
    /// <summary><c>chn_</c> + ULID.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }

    /// <summary>What people call it; one name, one channel.</summary>
    public required string Name { get; init; }
    public required ChannelKind Kind { get; set; }
    public required bool Enabled { get; set; }
    public required IReadOnlyList<NotificationEvent> Events { get; set; }
    public required IncidentSeverity MinimumSeverity { get; set; }

    /// <summary>Host of the address: what may be shown of it.</summary>
    public required string Target { get; set; }

    /// <summary><see cref="ChannelSecret"/>, sealed.</summary>
    public required string Secret { get; set; }
    public required string SecretKeyId { get; set; }
    public required DateTimeOffset SecretSetAt { get; set; }

    public SecretContext SecretContext => new(TenantId, Id, "notification-channel");
}
