using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>
/// An event of PagerDuty's Events API v2. The incident's id is the dedup key: whatever is sent twice folds into one alert there, a
/// cause updates it, and the resolve ends it.
/// </summary>
internal static class PagerDutyEvent
{
    private const int MaxSummary = 1_024;

    public static JsonObject Of(NotificationContent content, string routingKey)
    {
        var isOver = content.Event == NotificationEvent.Resolved;
        var request = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = isOver ? "resolve" : "trigger",
            ["dedup_key"] = content.IncidentId,
        };
        if (isOver)
        {
            return request;
        }

        var details = new JsonObject
        {
            ["what"] = content.Headline, ["status"] = content.Status, ["cause"] = content.Cause, ["category"] = content.Category,
            ["confidence"] = content.Confidence, ["next_step"] = content.NextStep,
        };
        for (var i = 0; i < content.Facts.Count; i++)
        {
            details[$"fact_{(i + 1).ToString(CultureInfo.InvariantCulture)}"] = content.Facts[i];
        }

        request["client"] = "CauseFlow";
        request["payload"] = new JsonObject
        {
            ["summary"] = ShownText.Cut($"{content.Title}: {MessageLines.LeadOf(content)}", MaxSummary),
            ["source"] = content.Resource ?? content.Source,
            ["severity"] = SeverityOf(content.Severity),
            ["timestamp"] = content.At.ToString("O", CultureInfo.InvariantCulture),
            ["custom_details"] = details,
        };
        if (content.Link is { } link)
        {
            request["client_url"] = link.AbsoluteUri;
            request["links"] = new JsonArray(new JsonObject { ["href"] = link.AbsoluteUri, ["text"] = "Open incident" });
        }

        return request;
    }

    private static string SeverityOf(IncidentSeverity severity) => severity switch
    {
        IncidentSeverity.Critical => "critical",
        IncidentSeverity.High => "error",
        IncidentSeverity.Medium => "warning",
        _ => "info",
    };
}
