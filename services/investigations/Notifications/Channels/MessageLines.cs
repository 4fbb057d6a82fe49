using System.Globalization;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>The same few lines for every channel that people read.</summary>
internal static class MessageLines
{
    /// <summary>Such as <c>[HIGH] Cause found: checkout-errors</c>.</summary>
    public static string TitleOf(NotificationContent content) =>
        $"[{EnumWords.Of(content.Severity).ToUpperInvariant()}] {WordOf(content.Event)}: {content.Title}";

    /// <summary>The cause with its confidence, or what happened.</summary>
    public static string LeadOf(NotificationContent content) => content is { Cause: { } cause, Event: not NotificationEvent.Resolved }
        ? $"{PercentOf(content)}{content.Category?.Replace('_', ' ')}: {cause}"
        : content.Headline;

    /// <summary>What stands beside it: the headline where the lead is the cause, and the other way round.</summary>
    public static IEnumerable<string> BesideOf(NotificationContent content)
    {
        if (LeadOf(content) != content.Headline)
        {
            yield return content.Headline;
        }
        else if (content.Cause is { } cause)
        {
            yield return $"Cause: {PercentOf(content)}{cause}";
        }

        if (content.Resource is { } resource)
        {
            yield return $"Resource: {resource}";
        }
    }

    private static string PercentOf(NotificationContent content) =>
        content.Confidence is { } share ? share.ToString("P0", CultureInfo.InvariantCulture) + " " : "";

    public static string WordOf(NotificationEvent happened) => happened switch
    {
        NotificationEvent.Opened => "Incident opened",
        NotificationEvent.CauseFound => "Cause found",
        NotificationEvent.CauseChanged => "Cause changed",
        NotificationEvent.Resolved => "Resolved",
        _ => "Test",
    };
}
