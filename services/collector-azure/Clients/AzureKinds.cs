using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>Which kind of resource an ARM type is.</summary>
internal static class AzureKinds
{
    public const string Vm = "microsoft.compute/virtualmachines";
    public const string Vmss = "microsoft.compute/virtualmachinescalesets";
    public const string Cluster = "microsoft.containerservice/managedclusters";
    public const string NodePool = "microsoft.containerservice/managedclusters/agentpools";
    public const string Site = "microsoft.web/sites";
    public const string Slot = "microsoft.web/sites/slots";
    public const string Plan = "microsoft.web/serverfarms";
    public const string SqlDatabase = "microsoft.sql/servers/databases";
    public const string Insights = "microsoft.insights/components";
    public const string Workspace = "microsoft.operationalinsights/workspaces";

    /// <summary>Types that a hint may name.</summary>
    public static IReadOnlyList<string> Types { get; } = [Vm, Vmss, Cluster, Site, Plan, SqlDatabase];

    /// <param name="type">In lower case.</param>
    /// <param name="kind">Of a site: a comma list that says what runs in it; null where it was not read.</param>
    public static string Of(string type, string? kind = null) => type switch
    {
        Vm => ResourceKinds.AzureVm,
        Vmss => ResourceKinds.AzureVmss,
        Cluster => ResourceKinds.AksCluster,
        NodePool => ResourceKinds.AksNodePool,
        Site or Slot => IsFunctionApp(kind) ? ResourceKinds.FunctionApp : ResourceKinds.AppService,
        Plan => ResourceKinds.AppServicePlan,
        SqlDatabase => ResourceKinds.AzureSqlDatabase,
        Workspace => ResourceKinds.LogAnalyticsWorkspace,
        _ => ResourceKinds.GenericService,
    };

    private static bool IsFunctionApp(string? kind) =>
        kind?.Split(',').Any(word => word.Trim().Equals("functionapp", StringComparison.OrdinalIgnoreCase)) == true;
}
