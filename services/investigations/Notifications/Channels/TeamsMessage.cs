using System.Text.Json.Nodes;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>
/// An Adaptive Card for the webhook of a Teams workflow. A TextBlock renders Markdown, a TextRun does not, so that every text stands in
/// a run: there is nothing to escape that a later renderer could read otherwise.
/// </summary>
internal static class TeamsMessage
{
    private const int MaxText = 2_000;

    public static JsonObject Of(NotificationContent content)
    {
        var body = new JsonArray
        {
            Text(MessageLines.TitleOf(content), isBold: true),
            Text(MessageLines.LeadOf(content)),
        };
        foreach (var line in MessageLines.BesideOf(content).Concat(content.Facts.Select(fact => $"• {fact}")))
        {
            body.Add(Text(line));
        }

        if (content.NextStep is { } step)
        {
            body.Add(Text($"Next: {step}"));
        }

        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4",
            ["body"] = body,
        };
        if (content.Link is { } link)
        {
            card["actions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Action.OpenUrl", ["title"] = "Open incident", ["url"] = link.AbsoluteUri,
            });
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive", ["contentUrl"] = null, ["content"] = card,
            }),
        };
    }

    private static JsonObject Text(string text, bool isBold = false)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = ShownText.Cut(text, MaxText) };
        if (isBold)
        {
            run["weight"] = "Bolder";
        }

        return new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(run) };
    }
}
