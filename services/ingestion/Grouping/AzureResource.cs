using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// The resource that an Azure alert names by its ARM id, which needs no region: some alerts of one resource send it and
/// others do not. A log alert that is split by resource names it in a dimension; otherwise it is about its workspace,
/// which holds the logs of many things, so that its rule says more.
/// </summary>
public static class AzureResource
{
    private const string Workspace = "/providers/microsoft.operationalinsights/workspaces/";

    /// <summary>Dimensions by which log alerts are split; Azure puts ARM ids there.</summary>
    private static readonly string[] ResourceDimensions = ["_ResourceId", "ResourceId", "Microsoft.ResourceId"];

    public static PrimaryResource? Of(AlarmFact alarm)
    {
        var id = ResourceDimensions.Select(name => alarm.Dimensions?.GetValueOrDefault(name)).Append(TargetOf(alarm))
            .FirstOrDefault(IsResource);
        return id is null ? new PrimaryResource("", ["alarm", alarm.RuleId ?? alarm.Id])
            : new PrimaryResource("", ["resource", id.ToLowerInvariant()]);
    }

    private static string? TargetOf(AlarmFact alarm) =>
        alarm.TargetIds is { Count: > 0 } targets && !targets[0].Contains(Workspace, StringComparison.OrdinalIgnoreCase)
            ? targets[0] : null;

    /// <summary>A subscription or a resource group alone is a scope, not a resource.</summary>
    private static bool IsResource(string? id) =>
        id?.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) == true
        && id.Contains("/providers/", StringComparison.OrdinalIgnoreCase);
}
