using CauseFlow.Investigations.Notifications.Channels;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>A notification as an admin sees it.</summary>
/// <param name="Id">The same that the receiver got.</param>
/// <param name="Channel">Name of the channel when it was planned.</param>
/// <param name="Kind">slack, teams, pagerduty or webhook.</param>
/// <param name="Event">What is told.</param>
/// <param name="IncidentId">Null for a test.</param>
/// <param name="State">pending, sent, failed or dropped.</param>
/// <param name="Attempts">So far.</param>
/// <param name="LastStatus">HTTP status of the last attempt; null when no answer came.</param>
/// <param name="LastError">Why the last attempt failed.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="CreatedAt">When it was planned.</param>
/// <param name="NextAttemptAt">Null when nothing is left to do.</param>
/// <param name="EndedAt">Null while it is pending.</param>
public sealed record NotificationDeliveryView(
    string Id, string Channel, ChannelKind Kind, NotificationEvent Event, string? IncidentId, DeliveryState State, int Attempts,
    int? LastStatus, string? LastError, string? Remedy, DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? EndedAt)
{
    public static NotificationDeliveryView Of(NotificationDeliveryRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Id, row.ChannelName, row.Kind, row.Event, row.IncidentId, row.State, row.Attempts, row.LastStatus, row.LastError,
            RemedyOf(row.LastError), row.CreatedAt, row.NextAttemptAt, row.EndedAt);
    }

    private static string? RemedyOf(string? error) => error switch
    {
        null => null,
        "refused" => "The receiver refuses it: is the address or key still valid there? Set a new one.",
        "redirected" => "The receiver answers with another address; no redirect is followed. Set the final address.",
        "not_now" => "The receiver limits how much it takes; it is tried again by itself.",
        "receiver_failed" => "The receiver had a fault; it is tried again by itself.",
        "timed_out" or "unreachable" => "The receiver did not answer: is it up, and does the way there let this service out?",
        ChannelHttp.NameNotUsable => "The name of the address is not known, or leads to where notifications may not go: correct it. "
            + "The operator can allow a network (Notifications:AllowedNetworks).",
        "certificate_not_trusted" => "The receiver's certificate is not trusted here.",
        "address_not_allowed" => "The address is not on the public internet. The operator can allow its network "
            + "(Notifications:AllowedNetworks).",
        "key_unavailable" => "The key that the secret is sealed under is missing; the operator has to put it back.",
        "secret_unreadable" => "The stored secret cannot be read. Set it again.",
        "internal_error" => "This service had a fault of its own for as long as it tried; its log says more.",
        "channel_removed" => "The channel was removed or switched off before it was sent.",
        _ => null,
    };
}
