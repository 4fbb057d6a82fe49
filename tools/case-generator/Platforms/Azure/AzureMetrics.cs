using CauseFlow.CaseGeneration.Dynamics;

namespace CauseFlow.CaseGeneration.Platforms.Azure;

/// <summary>Azure Monitor's metrics by type of resource: one minute, readable about three minutes later.</summary>
internal static class AzureMetrics
{
    private const int Delay = 180;

    public static readonly VendorMetric[] App =
    [
        new(Signal.Errors, "Microsoft.Web/sites", "Http5xx", "Total", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "Microsoft.Web/sites", "HttpResponseTime", "Average", "Seconds", 60, Delay, 0.001),
        new(Signal.Requests, "Microsoft.Web/sites", "Requests", "Total", "Count", 60, Delay, IsCount: true),
        new(Signal.Memory, "Microsoft.Web/sites", "MemoryWorkingSet", "Average", "Bytes", 60, Delay, 17_500_000),
        new(Signal.ClientErrors, "Microsoft.Web/sites", "Http4xx", "Total", "Count", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] Function =
    [
        new(Signal.Errors, "Microsoft.Web/sites", "Http5xx", "Total", "Count", 60, Delay, IsCount: true),
        new(Signal.Requests, "Microsoft.Web/sites", "FunctionExecutionCount", "Total", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "Microsoft.Web/sites", "HttpResponseTime", "Average", "Seconds", 60, Delay, 0.001),
        new(Signal.Memory, "Microsoft.Web/sites", "MemoryWorkingSet", "Average", "Bytes", 60, Delay, 15_000_000),
    ];

    public static readonly VendorMetric[] Plan =
    [
        new(Signal.Cpu, "Microsoft.Web/serverfarms", "CpuPercentage", "Average", "Percent", 60, Delay),
        new(Signal.Memory, "Microsoft.Web/serverfarms", "MemoryPercentage", "Average", "Percent", 60, Delay),
        new(Signal.QueueDepth, "Microsoft.Web/serverfarms", "HttpQueueLength", "Average", "Count", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] Machine =
    [
        new(Signal.Cpu, "Microsoft.Compute/virtualMachines", "Percentage CPU", "Average", "Percent", 60, Delay),
        new(Signal.Memory, "Microsoft.Compute/virtualMachines", "Available Memory Bytes", "Average", "Bytes", 60, Delay, 8.4e7, Whole: 8.4e9),
        new(Signal.CheckFailed, "Microsoft.Compute/virtualMachines", "VmAvailabilityMetric", "Minimum", "Count", 60, Delay, Whole: 1),
        new(Signal.Network, "Microsoft.Compute/virtualMachines", "Network In Total", "Total", "Bytes", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] ScaleSet =
    [
        new(Signal.Cpu, "Microsoft.Compute/virtualMachineScaleSets", "Percentage CPU", "Average", "Percent", 60, Delay),
    ];

    public static readonly VendorMetric[] Gateway =
    [
        new(Signal.Errors, "Microsoft.Network/applicationGateways", "FailedRequests", "Total", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "Microsoft.Network/applicationGateways", "BackendLastByteResponseTime", "Average", "Milliseconds", 60, Delay),
        new(Signal.Requests, "Microsoft.Network/applicationGateways", "TotalRequests", "Total", "Count", 60, Delay, IsCount: true),
        new(Signal.Unhealthy, "Microsoft.Network/applicationGateways", "UnhealthyHostCount", "Average", "Count", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] Sql =
    [
        new(Signal.Cpu, "Microsoft.Sql/servers/databases", "cpu_percent", "Average", "Percent", 60, Delay),
        new(Signal.Connections, "Microsoft.Sql/servers/databases", "sessions_count", "Average", "Count", 60, Delay, IsCount: true),
        new(Signal.FreeDisk, "Microsoft.Sql/servers/databases", "storage_percent", "Maximum", "Percent", 60, Delay, Whole: 100),
        new(Signal.Throttles, "Microsoft.Sql/servers/databases", "connection_failed", "Total", "Count", 60, Delay, IsCount: true),
        new(Signal.DiskLatency, "Microsoft.Sql/servers/databases", "log_write_percent", "Average", "Percent", 60, Delay, 4),
    ];

    public static readonly VendorMetric[] Workload =
    [
        new(Signal.Errors, "microsoft.insights/components", "requests/failed", "Count", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "microsoft.insights/components", "requests/duration", "Average", "Milliseconds", 60, Delay),
        new(Signal.Requests, "microsoft.insights/components", "requests/count", "Count", "Count", 60, Delay, IsCount: true),
        new(Signal.Memory, "insights.container/containers", "memoryWorkingSetPercentage", "Average", "Percent", 60, Delay),
        new(Signal.Restarts, "insights.container/pods", "restartingContainerCount", "Average", "Count", 60, Delay, IsCount: true),
        new(Signal.Cpu, "insights.container/containers", "cpuUsagePercentage", "Average", "Percent", 60, Delay),
    ];

    public static readonly VendorMetric[] NodePool =
    [
        new(Signal.Cpu, "Microsoft.ContainerService/managedClusters", "node_cpu_usage_percentage", "Average", "Percent", 60, Delay),
        new(Signal.Memory, "Microsoft.ContainerService/managedClusters", "node_memory_working_set_percentage", "Average", "Percent", 60, Delay),
        new(Signal.Instances, "Microsoft.ContainerService/managedClusters", "kube_node_status_condition", "Average", "Count", 60, Delay, IsCount: true),
    ];
}
