namespace CauseFlow.Collection.Plans;

/// <summary>
/// The plans of every Azure source. All calls are reads, and the built-in role Reader has them all. Azure Resource Manager
/// refills 25 reads a second for each principal and subscription; a source plans with its share of that.
/// </summary>
public static class AzurePlans
{
    /// <summary>
    /// Reads the alert again by its id, so that the cloud's version steers the calls and not the message's, and the rule
    /// behind it. Resource Graph is how resolving finds what an alert or a hint names.
    /// </summary>
    public static SourcePlan Alarm { get; } = new()
    {
        Source = "alarm",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("Microsoft.AlertsManagement/alerts/read", 5, 20),
            Optional("Microsoft.Insights/metricAlerts/read", 5, 20),

            // 15 requests in five seconds for each principal.
            Optional("Microsoft.ResourceGraph/resources/read", 3, 20),
        ],
    };

    /// <summary>The alert's metric and its companions, incident window and baselines; 12,000 calls an hour a subscription.</summary>
    public static SourcePlan Metrics { get; } = new()
    {
        Source = "metrics",
        DelayClass = DelayClass.Minutes,
        Calls = [Mandatory("Microsoft.Insights/metrics/read", 3.3, 120)],
    };

    /// <summary>
    /// Log rows through Log Analytics, of the workspace or of one resource; 200 queries in 30 seconds and 5 at a time for each
    /// principal.
    /// </summary>
    public static SourcePlan Logs { get; } = new()
    {
        Source = "logs",
        DelayClass = DelayClass.Minutes,
        Calls = [Mandatory("Microsoft.OperationalInsights/workspaces/query/read", 5, 60)],
    };

    /// <summary>Power state, agent and extensions of virtual machines.</summary>
    public static SourcePlan Vm { get; } = new()
    {
        Source = "vm",
        DelayClass = DelayClass.Immediate,
        Calls = [Mandatory("Microsoft.Compute/virtualMachines/read", 10, 60)],
    };

    /// <summary>Clusters and their node pools: counts, versions, upgrades in progress.</summary>
    public static SourcePlan Aks { get; } = new()
    {
        Source = "aks",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("Microsoft.ContainerService/managedClusters/read", 10, 40),
            Mandatory("Microsoft.ContainerService/managedClusters/agentPools/read", 10, 40),
        ],
    };

    /// <summary>App Services and Function Apps: state, plan, slots. Never their settings.</summary>
    public static SourcePlan AppService { get; } = new()
    {
        Source = "app_service",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("Microsoft.Web/sites/read", 10, 60),
            Optional("Microsoft.Web/sites/slots/read", 10, 40),
            Optional("Microsoft.Web/serverfarms/read", 10, 40),
        ],
    };

    /// <summary>Who changed what; events arrive minutes after the fact.</summary>
    public static SourcePlan ActivityLog { get; } = new()
    {
        Source = "activity_log",
        DelayClass = DelayClass.Late,
        Calls =
        [
            Mandatory("Microsoft.Insights/eventtypes/values/read", 5, 60),

            // What a write to a node pool was about: the event itself seldom says it.
            Optional("Microsoft.ContainerService/managedClusters/agentPools/read", 10, 40),
        ],
    };

    /// <summary>What Azure itself says of a resource's availability, and whether its platform or the customer began it.</summary>
    public static SourcePlan ResourceHealth { get; } = new()
    {
        Source = "resource_health",
        DelayClass = DelayClass.Minutes,
        Calls = [Mandatory("Microsoft.ResourceHealth/availabilityStatuses/read", 5, 60)],
    };

    /// <summary>Every source of an investigation on Azure.</summary>
    public static IReadOnlyList<SourcePlan> All { get; } =
        [Alarm, Metrics, Logs, Vm, Aks, AppService, ActivityLog, ResourceHealth];

    private static PlannedCall Mandatory(string permission, double perSecond, int maxCalls) => new()
    {
        Permission = permission, Mandatory = true, QuotaPerSecond = perSecond, MaxCallsPerRun = maxCalls,

        // Up to three resource groups, and one repetition.
        CallsPerTest = 4, CostKind = CostKind.Free,
    };

    private static PlannedCall Optional(string permission, double perSecond, int maxCalls) =>
        Mandatory(permission, perSecond, maxCalls) with { Mandatory = false };
}
