using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>The body for a program: the content as it is, with the id that stays the same over attempts.</summary>
internal static class WebhookMessage
{
    public static JsonObject Of(string deliveryId, NotificationContent content)
    {
        var body = new JsonObject { ["deliveryId"] = deliveryId };
        var fields = JsonSerializer.SerializeToNode(content, ContractJson.Options)!.AsObject();
        foreach (var name in fields.Select(field => field.Key).ToList())
        {
            var value = fields[name];
            fields.Remove(name);
            body[name] = value;
        }

        return body;
    }
}
