using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>What a client must live with: members that it does not know, and nulls where it expects something.</summary>
internal static class JsonFaults
{
    public static JsonNode Apply(JsonNode body, Switch settings)
    {
        if (settings.UnknownMembers)
        {
            AddUnknown(body);
        }

        if (settings.Nulls)
        {
            AddNulls(body);
        }

        return body;
    }

    private static void AddUnknown(JsonNode? node)
    {
        if (node is JsonObject value)
        {
            foreach (var (_, child) in value.ToList())
            {
                AddUnknown(child);
            }

            value["futureMember"] = new JsonObject { ["values"] = new JsonArray(1, "two", new JsonObject()) };
        }

        foreach (var child in (node as JsonArray) ?? [])
        {
            AddUnknown(child);
        }
    }

    /// <summary>A null at the end of every list, and one in place of every second object that is no list's entry.</summary>
    private static void AddNulls(JsonNode? node)
    {
        if (node is JsonObject value)
        {
            foreach (var (name, child) in value.ToList())
            {
                if (child is JsonObject && name is "labels" or "scheduling" or "autoscaling" or "terminalCondition" or "requestMetadata")
                {
                    value[name] = null;
                }
                else
                {
                    AddNulls(child);
                }
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list)
            {
                AddNulls(child);
            }

            list.Add(null);
        }
    }
}
