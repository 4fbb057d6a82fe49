using System.Globalization;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>The states of an app and of a plan, from the members that may leave the collector.</summary>
internal static class AppState
{
    private const int MaxSlots = 20;

    public static ResourceState OfSite(CollectionContext context, ResourceRef site, JsonElement json,
        IEnumerable<string> slots)
    {
        var properties = json.At("properties") ?? default;
        var state = properties.Text("state");
        var availability = properties.Text("availabilityState");
        var usage = properties.Text("usageState");
        var status = (state, availability, usage) switch
        {
            ("Stopped", _, _) => ResourceStatus.Stopped,
            _ when properties.Text("enabled") == "false" => ResourceStatus.Stopped,
            (_, "DisasterRecoveryMode", _) => ResourceStatus.Failed,
            (_, "Limited", _) or (_, _, "Exceeded") => ResourceStatus.Degraded,
            ("Running", _, _) => ResourceStatus.Healthy,
            _ => ResourceStatus.Unknown,
        };
        List<ResourceCondition> conditions = [];
        if (availability is not (null or "Normal"))
        {
            conditions.Add(new ResourceCondition { Type = "Availability", Reason = availability,
                Message = "Azure runs the app in a limited mode." });
        }

        if (usage == "Exceeded")
        {
            conditions.Add(new ResourceCondition { Type = "Usage", Reason = usage,
                Message = "A quota of the plan is used up." });
        }

        return AzureState.Of(
            context, site, status, $"{state ?? "state unknown"}, availability {availability ?? "unknown"}", conditions,
            [
                new("state", state), new("kind", json.Text("kind")), new("availabilityState", availability),
                    new("usageState", usage),
                new("enabled", properties.Text("enabled")), new("runtime", properties.Text("siteConfig", "linuxFxVersion")),
                new("plan", AzureId.Parse(properties.Text("serverFarmId"))?.Name),
                    new("hostNames", string.Join(", ", properties.Texts("hostNames").Take(5))),
                new("httpsOnly", properties.Text("httpsOnly")),
                new("lastModified", properties.Time("lastModifiedTimeUtc")?.ToString("O", CultureInfo.InvariantCulture)),
                new("lastSwap", properties.Time("slotSwapStatus", "timestampUtc")?.ToString("O",
                    CultureInfo.InvariantCulture)),
                new("lastSwapFrom", properties.Text("slotSwapStatus", "sourceSlotName")),
                new("slots", string.Join(", ", slots.Select(name => name[(name.LastIndexOf('/') + 1)..]).Take(MaxSlots))),
            ],
            "Microsoft.Web/sites/read");
    }

    public static ResourceState OfPlan(CollectionContext context, ResourceRef plan, JsonElement json)
    {
        var properties = json.At("properties") ?? default;
        var status = properties.Text("status");
        return AzureState.Of(
            context, plan,
            status switch { "Ready" => ResourceStatus.Healthy, "Pending" or "Creating" => ResourceStatus.Degraded,
                _ => ResourceStatus.Unknown },
            status ?? "status unknown", [],
            [
                new("sku", json.Text("sku", "name")), new("tier", json.Text("sku", "tier")),
                    new("capacity", json.Text("sku", "capacity")),
                new("numberOfWorkers", properties.Text("numberOfWorkers")),
                    new("numberOfSites", properties.Text("numberOfSites")),
                new("maximumElasticWorkerCount", properties.Text("maximumElasticWorkerCount")),
            ],
            "Microsoft.Web/serverfarms/read");
    }
}
