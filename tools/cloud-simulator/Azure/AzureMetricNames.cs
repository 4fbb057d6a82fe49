namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Platform metrics that each type has, whether or not a scenario gives them values.</summary>
internal static class AzureMetricNames
{
    public static IReadOnlyList<string> Of(string type) => type.ToLowerInvariant() switch
    {
        "microsoft.compute/virtualmachines" =>
        [
            "Percentage CPU", "Available Memory Bytes", "VmAvailabilityMetric", "Disk Read Operations/Sec", "Disk Write Operations/Sec",
            "OS Disk Queue Depth", "Network In Total", "Network Out Total", "CPU Credits Remaining",
        ],
        "microsoft.compute/virtualmachinescalesets" => ["Percentage CPU", "Available Memory Bytes", "Network In Total", "Network Out Total"],
        "microsoft.containerservice/managedclusters" =>
        [
            "kube_node_status_condition", "kube_pod_status_ready", "kube_pod_status_phase", "node_cpu_usage_percentage",
            "node_memory_working_set_percentage", "node_disk_usage_percentage", "kube_node_status_allocatable_cpu_cores",
            "cluster_autoscaler_unschedulable_pods_count", "apiserver_cpu_usage_percentage",
        ],
        "microsoft.web/sites" or "microsoft.web/sites/slots" =>
        [
            "Requests", "Http5xx", "Http4xx", "Http2xx", "HttpResponseTime", "AverageResponseTime", "CpuTime", "MemoryWorkingSet",
            "AverageMemoryWorkingSet", "HealthCheckStatus", "FunctionExecutionCount", "FunctionExecutionUnits", "Threads", "AppConnections",
        ],
        "microsoft.web/serverfarms" => ["CpuPercentage", "MemoryPercentage", "HttpQueueLength", "DiskQueueLength"],
        "microsoft.sql/servers/databases" => ["cpu_percent", "dtu_consumption_percent", "connection_failed", "deadlock"],
        _ => [],
    };
}
