using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>A channel as the API shows it: its secrets never.</summary>
/// <param name="Id"><c>chn_</c> + ULID.</param>
/// <param name="Name">What people call it; a PUT knows it by its name.</param>
/// <param name="Kind">slack, teams, pagerduty or webhook.</param>
/// <param name="Enabled">False: nothing is sent, and what waits is dropped.</param>
/// <param name="Events">opened, cause_found, cause_changed, resolved.</param>
/// <param name="MinimumSeverity">Incidents that are less severe are not told.</param>
/// <param name="Target">Host of the address.</param>
/// <param name="SecretSetAt">When its address or key was last given.</param>
public sealed record ChannelView(
    string Id, string Name, ChannelKind Kind, bool Enabled, IReadOnlyList<NotificationEvent> Events,
    IncidentSeverity MinimumSeverity, string Target, DateTimeOffset SecretSetAt)
{
    public static ChannelView Of(NotificationChannelRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Id, row.Name, row.Kind, row.Enabled, row.Events, row.MinimumSeverity, row.Target, row.SecretSetAt);
    }
}
