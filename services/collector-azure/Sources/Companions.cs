using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>A metric that is read beside the alert's own.</summary>
internal sealed record Companion(string Name, string Statistic, string Unit);

/// <summary>
/// What tells load, failure, slowness and exhausted limits apart, for each kind of resource. Names and units are those of
/// Azure Monitor's list of supported metrics.
/// </summary>
internal static class Companions
{
    private static readonly Companion[] Vm =
    [
        new("Percentage CPU", "Average", "Percent"), new("Percentage CPU", "Maximum", "Percent"),
            new("Available Memory Bytes", "Minimum", "Bytes"),
        new("VmAvailabilityMetric", "Minimum", "Count"), new("OS Disk Queue Depth", "Average", "Count"),
        new("CPU Credits Remaining", "Average", "Count"), new("Network In Total", "Sum", "Bytes"),
            new("Network Out Total", "Sum", "Bytes"),
    ];

    private static readonly Companion[] Vmss = [new("Percentage CPU", "Average", "Percent"),
        new("Percentage CPU", "Maximum", "Percent")];

    private static readonly Companion[] Cluster =
    [
        new("kube_node_status_condition", "Average", "Count"), new("kube_pod_status_ready", "Average", "Count"),
        new("cluster_autoscaler_unschedulable_pods_count", "Average", "Count"),
            new("node_cpu_usage_percentage", "Average", "Percent"),
        new("node_memory_working_set_percentage", "Average", "Percent"),
            new("node_disk_usage_percentage", "Average", "Percent"),
        new("node_cpu_usage_percentage", "Maximum", "Percent"),
    ];

    private static readonly Companion[] App =
    [
        new("Requests", "Sum", "Count"), new("Http5xx", "Sum", "Count"), new("Http4xx", "Sum", "Count"),
            new("HttpResponseTime", "Average", "Seconds"),
        new("MemoryWorkingSet", "Average", "Bytes"), new("HealthCheckStatus", "Average", "Percent"),
    ];

    private static readonly Companion[] Function =
    [
        new("FunctionExecutionCount", "Sum", "Count"), new("Http5xx", "Sum", "Count"), new("Requests", "Sum", "Count"),
        new("HttpResponseTime", "Average", "Seconds"), new("MemoryWorkingSet", "Average", "Bytes"),
    ];

    private static readonly Companion[] Plan =
    [
        new("CpuPercentage", "Average", "Percent"), new("CpuPercentage", "Maximum", "Percent"),
            new("MemoryPercentage", "Average", "Percent"),
        new("HttpQueueLength", "Average", "Count"),
    ];

    private static readonly Companion[] Sql =
        [new("cpu_percent", "Average", "Percent"), new("dtu_consumption_percent", "Average", "Percent"),
            new("connection_failed", "Sum", "Count")];

    public static IReadOnlyList<Companion> Of(string kind) => kind switch
    {
        ResourceKinds.AzureVm => Vm,
        ResourceKinds.AzureVmss => Vmss,
        ResourceKinds.AksCluster => Cluster,
        ResourceKinds.AppService => App,
        ResourceKinds.FunctionApp => Function,
        ResourceKinds.AppServicePlan => Plan,
        ResourceKinds.AzureSqlDatabase => Sql,
        _ => [],
    };
}
