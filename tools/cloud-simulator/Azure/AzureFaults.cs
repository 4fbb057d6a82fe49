using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>What the switches make of a good answer.</summary>
internal static class AzureFaults
{
    public static JsonNode Change(JsonNode answer, AzureSwitch fault)
    {
        if (fault.NullMembers)
        {
            Empty(answer);
        }

        if (fault.UnknownMembers)
        {
            Decorate(answer);
        }

        return answer;
    }

    public static AzureException Throttled(string service, int? retryAfterSeconds)
    {
        var headers = retryAfterSeconds is { } seconds ? new Dictionary<string, string> { ["Retry-After"] = $"{seconds}" } : [];
        return service == "loganalytics"
            ? new AzureException(429, "TooManyRequests", "The number of requests per 30 seconds has been exceeded.") { Headers = headers }
            : new AzureException(
                429, "SubscriptionRequestsThrottled",
                $"Number of 'read' requests for subscription exceeded the limit of '250' for time interval '00:05:00'. Please try again after '{retryAfterSeconds ?? 6}' seconds.")
            {
                Headers = headers,
            };
    }

    private static void Empty(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Empty(item);
            }
        }
        else if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToList())
            {
                if (name == "properties" && value is JsonObject properties)
                {
                    foreach (var key in properties.Select(pair => pair.Key).ToList())
                    {
                        properties[key] = null;
                    }
                }
                else
                {
                    Empty(value);
                }
            }
        }
    }

    private static void Decorate(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Decorate(item);
            }
        }
        else if (node is JsonObject map)
        {
            foreach (var (_, value) in map.ToList())
            {
                Decorate(value);
            }

            map["xNewMember"] = new JsonArray(new JsonObject { ["deep"] = 1.5 });
        }
    }
}
