using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>What kind of change an operation of the Activity Log is; null for one that changes nothing.</summary>
internal static class ActivityKinds
{
    public static ChangeKind? Of(ActivityEvent activity)
    {
        if (activity.Category is "Autoscale")
        {
            return ChangeKind.Scaling;
        }

        if (activity.Category is "ServiceHealth" or "ResourceHealth")
        {
            return ChangeKind.Maintenance;
        }

        return activity.Category is "Administrative" or "" ? OfOperation(activity.Operation.ToLowerInvariant()) : null;
    }

    private static ChangeKind? OfOperation(string operation)
    {
        var last = operation[(operation.LastIndexOf('/') + 1)..];
        var verb = last == "action" && operation.Split('/') is [.., var name, _] ? name : last;
        if (last == "read" || (last == "action" && IsRead(verb)))
        {
            return null;
        }

        return operation switch
        {
            _ when Has(operation, "microsoft.authorization/", "microsoft.managedidentity/", "/accesspolicies/",
                "/federatedidentitycredentials/", "listkeys", "regeneratekey") =>
                ChangeKind.Identity,
            _ when Has(
                operation, "slotsswap", "applyslotconfig", "/deployments/", "/extensions/onedeploy",
                    "/extensions/msdeploy", "/extensions/zipdeploy", "/sourcecontrols/",
                "/publish", "/syncfunctiontriggers", "sites/sync/", "microsoft.resources/deploymentscripts")
                    && !operation.StartsWith("microsoft.resources/deployments/", StringComparison.Ordinal) =>
                ChangeKind.Deployment,
            _ when Has(operation, "upgradenodeimageversion", "/redeploy/", "/performmaintenance/", "/reimage",
                "rollingupgrade", "maintenanceconfigurations/") =>
                ChangeKind.Maintenance,
            _ when Has(operation, "/scale/", "autoscalesettings") => ChangeKind.Scaling,
            _ when verb is "start" or "stop" or "restart" or "poweroff" or "deallocate" or "delete" or "recycle" or "abort" => ChangeKind.Lifecycle,
            _ => ChangeKind.Configuration,
        };
    }

    /// <summary>Actions that only look: a POST because the answer is a secret or a query.</summary>
    private static bool IsRead(string verb) =>
        verb.StartsWith("list", StringComparison.Ordinal) || verb.StartsWith("get", StringComparison.Ordinal)
        || verb.StartsWith("check", StringComparison.Ordinal) || verb.StartsWith("validate", StringComparison.Ordinal)
        || verb is "query" or "whatif" or "retrievebootdiagnosticsdata" or "read" or "export" or "exporttemplate";

    private static bool Has(string operation, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (operation.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
