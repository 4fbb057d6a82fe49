using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Notifications;

/// <summary>Where people are told of incidents; its secrets are never shown.</summary>
/// <param name="Id">Such as <c>chn_…</c>.</param>
/// <param name="Name">Unique within the tenant.</param>
/// <param name="Kind">slack, teams, pagerduty or webhook.</param>
/// <param name="Enabled">False: nothing is sent.</param>
/// <param name="Events">opened, cause_found, cause_changed, resolved.</param>
/// <param name="MinimumSeverity">Incidents that are less severe are not told.</param>
/// <param name="Target">Host of the address.</param>
/// <param name="SecretSetAt">When its address or key was last given.</param>
public sealed record Channel(
    string Id, string Name, string Kind, bool Enabled, IReadOnlyList<string> Events, IncidentSeverity MinimumSeverity, string Target,
    DateTimeOffset SecretSetAt);

/// <summary>All channels of the tenant.</summary>
/// <param name="Version">To be sent with the next change.</param>
/// <param name="ChangedAt">Null while nothing was ever set.</param>
/// <param name="ChangedBy">The last admin.</param>
/// <param name="Channels">By name.</param>
public sealed record NotificationSettings(long Version, DateTimeOffset? ChangedAt, string? ChangedBy, IReadOnlyList<Channel> Channels);

/// <summary>What was told to whom, and what became of it.</summary>
public sealed record NotificationDelivery(
    string Id, string Channel, string Kind, string Event, string? IncidentId, string State, int Attempts, int? LastStatus,
    string? LastError, string? Remedy, DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? EndedAt);
