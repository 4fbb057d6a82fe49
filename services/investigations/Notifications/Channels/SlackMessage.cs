using System.Text.Json.Nodes;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>
/// A message for an incoming webhook of Slack (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). What comes
/// from elsewhere stands in <c>plain_text</c>, where nothing is markup; only the fall-back text is mrkdwn, with &amp;, &lt; and &gt;
/// escaped, so that <c>&lt;!channel&gt;</c> in an alarm's name calls nobody.
/// </summary>
internal static class SlackMessage
{
    private const int MaxHeader = 150;
    private const int MaxSection = 3_000;
    private const int MaxUrl = 3_000;

    public static JsonObject Of(NotificationContent content)
    {
        var title = MessageLines.TitleOf(content);
        var blocks = new JsonArray
        {
            new JsonObject { ["type"] = "header", ["text"] = Plain(title, MaxHeader) },
            Section(MessageLines.LeadOf(content)),
        };
        var lines = MessageLines.BesideOf(content).Concat(content.Facts.Select(fact => $"• {fact}"));
        if (content.NextStep is { } step)
        {
            lines = lines.Append($"Next: {step}");
        }

        if (string.Join('\n', lines) is { Length: > 0 } details)
        {
            blocks.Add(Section(details));
        }

        if (content.Link is { } link && link.AbsoluteUri.Length <= MaxUrl)
        {
            blocks.Add(new JsonObject
            {
                ["type"] = "actions",
                ["elements"] = new JsonArray(new JsonObject
                {
                    ["type"] = "button", ["text"] = Plain("Open incident", 75), ["url"] = link.AbsoluteUri,
                }),
            });
        }

        return new JsonObject { ["text"] = Escaped($"{title} — {MessageLines.LeadOf(content)}"), ["blocks"] = blocks };
    }

    private static JsonObject Section(string text) => new() { ["type"] = "section", ["text"] = Plain(text, MaxSection) };

    private static JsonObject Plain(string text, int max) =>
        new() { ["type"] = "plain_text", ["text"] = ShownText.Cut(text, max), ["emoji"] = false };

    internal static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
