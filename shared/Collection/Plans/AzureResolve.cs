namespace CauseFlow.Collection.Plans;

/// <summary>
/// What finding an alert's resources may call. Each call belongs to another plan too, so that a whole investigation holds
/// it anyway; a follow-up that reads one source needs it in addition.
/// </summary>
public static class AzureResolve
{
    /// <summary>The ARM actions, each of which some plan has.</summary>
    public static IReadOnlyList<string> Permissions { get; } =
    [
        "Microsoft.ResourceGraph/resources/read", "Microsoft.Web/sites/read",
        "Microsoft.ContainerService/managedClusters/read", "Microsoft.ContainerService/managedClusters/agentPools/read",
    ];

    /// <summary>The calls as their plans have them; all are optional, since an alert names its resources by itself.</summary>
    public static SourcePlan Plan { get; } = new()
    {
        Source = "resolve",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            .. AzurePlans.All.SelectMany(plan => plan.Calls).Where(call => Permissions.Contains(call.Permission))
                .DistinctBy(call => call.Permission).Select(call => call with { Mandatory = false }),
        ],
    };
}
