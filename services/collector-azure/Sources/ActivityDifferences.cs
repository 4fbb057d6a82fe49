using System.Text.Json;
using CauseFlow.Collection.Json;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>What an operation changed, as far as it can be told without its values: settings are secrets.</summary>
internal static class ActivityDifferences
{
    public static IReadOnlyList<Difference> Of(FoldedActivity activity, JsonElement? pool)
    {
        // What was refused or given up has changed nothing, whatever it asked for.
        if (activity.HasFailed || activity.WasCanceled)
        {
            return [];
        }

        var operation = activity.First.Operation.ToLowerInvariant();
        var resource = activity.First.Resource;
        if (pool is { } properties)
        {
            return OfPool(properties);
        }

        if (operation.Contains("slotsswap", StringComparison.Ordinal))
        {
            return [new Difference { Field = "slot", Before = "production",
                After = resource.Type == AzureKinds.Slot ? resource.Name : "another one" }];
        }

        if (ActivityKinds.Of(activity.First) == ChangeKind.Deployment)
        {
            return [new Difference { Field = "deployment", After = resource.Parent is null ? "new code" : resource.Name }];
        }

        return operation switch
        {
            "microsoft.web/sites/config/write" or "microsoft.web/sites/slots/config/write" =>
                [new Difference { Field = "environment", After = $"{resource.Name} (values are not read)" }],
            "microsoft.compute/virtualmachines/deallocate/action" => [Power("deallocated")],
            "microsoft.compute/virtualmachines/poweroff/action" or "microsoft.web/sites/stop/action" => [Power("stopped")],
            "microsoft.compute/virtualmachines/delete" or "microsoft.web/sites/delete" => [Power("deleted")],
            _ => [],
        };
    }

    private static Difference Power(string after) => new() { Field = "powerState", Before = "running", After = after };

    /// <summary>A pool that is on its way from one version to another says both.</summary>
    public static IReadOnlyList<Difference> OfPool(JsonElement pool)
    {
        var differences = new List<Difference>();
        if (pool.Text("orchestratorVersion") is { } wanted && pool.Text("currentOrchestratorVersion") is { } current
            && wanted != current)
        {
            differences.Add(new Difference { Field = "orchestratorVersion", Before = current, After = wanted });
        }
        else if (pool.Text("provisioningState") == "UpgradingNodeImageVersion")
        {
            differences.Add(new Difference { Field = "nodeImageVersion", After = pool.Text("nodeImageVersion") });
        }

        if (differences.Count > 0 && pool.Text("upgradeSettings", "maxUnavailable") is { } unavailable
            && unavailable is not ("0" or "0%"))
        {
            differences.Add(new Difference { Field = "maxUnavailable", After = unavailable });
        }

        return differences;
    }
}
