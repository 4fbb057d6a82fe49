using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>A channel as an admin wants it, checked.</summary>
/// <param name="Name">Trimmed.</param>
/// <param name="Kind">Of the list.</param>
/// <param name="Enabled">True unless said otherwise.</param>
/// <param name="Events">In the list's order, each once.</param>
/// <param name="MinimumSeverity">Info unless said otherwise.</param>
/// <param name="Secret">What was given; members that were not are null.</param>
internal sealed record WantedChannel(
    string Name, ChannelKind Kind, bool Enabled, IReadOnlyList<NotificationEvent> Events, IncidentSeverity MinimumSeverity,
    ChannelSecret Secret)
{
    public bool IsAsStored(NotificationChannelRow row) => row.Kind == Kind && row.Enabled == Enabled
        && row.MinimumSeverity == MinimumSeverity && row.Events.SequenceEqual(Events);

    public bool GivesSecret => Secret is { Url: not null } or { RoutingKey: not null } or { SigningKey: not null };

    /// <summary>What is given in place of what is known.</summary>
    public ChannelSecret Over(ChannelSecret? known) => new()
    {
        Url = Secret.Url ?? known?.Url, RoutingKey = Secret.RoutingKey ?? known?.RoutingKey,
        SigningKey = Secret.SigningKey ?? known?.SigningKey,
    };
}
