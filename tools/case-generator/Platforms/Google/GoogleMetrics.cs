using CauseFlow.CaseGeneration.Dynamics;

namespace CauseFlow.CaseGeneration.Platforms.Google;

/// <summary>Cloud Monitoring's metrics by monitored resource: one minute, readable up to four minutes later.</summary>
internal static class GoogleMetrics
{
    private const int Delay = 240;

    public static readonly VendorMetric[] Run =
    [
        new(Signal.Errors, "", "run.googleapis.com/request_count{5xx}", "ALIGN_DELTA", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "", "run.googleapis.com/request_latencies", "ALIGN_PERCENTILE_99", "Milliseconds", 60, Delay, 2.2),
        new(Signal.Requests, "", "run.googleapis.com/request_count", "ALIGN_DELTA", "Count", 60, Delay, IsCount: true),
        new(Signal.Cpu, "", "run.googleapis.com/container/cpu/utilizations", "ALIGN_PERCENTILE_99", "1", 60, Delay, 0.01),
        new(Signal.Memory, "", "run.googleapis.com/container/memory/utilizations", "ALIGN_PERCENTILE_99", "1", 60, Delay, 0.01),
        new(Signal.Instances, "", "run.googleapis.com/container/instance_count", "ALIGN_MAX", "Count", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] LoadBalancer =
    [
        new(Signal.Errors, "", "loadbalancing.googleapis.com/https/request_count{500}", "ALIGN_DELTA", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "", "loadbalancing.googleapis.com/https/backend_latencies", "ALIGN_PERCENTILE_95", "Milliseconds", 60, Delay, 1.6),
        new(Signal.Requests, "", "loadbalancing.googleapis.com/https/request_count", "ALIGN_DELTA", "Count", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] Instance =
    [
        new(Signal.Cpu, "", "compute.googleapis.com/instance/cpu/utilization", "ALIGN_MEAN", "1", 60, Delay, 0.01),
        new(Signal.Memory, "", "agent.googleapis.com/memory/percent_used", "ALIGN_MEAN", "Percent", 60, Delay),
        new(Signal.CheckFailed, "", "compute.googleapis.com/instance/uptime", "ALIGN_RATE", "1", 60, Delay, Whole: 1),
        new(Signal.Network, "", "compute.googleapis.com/instance/network/received_bytes_count", "ALIGN_DELTA", "Bytes", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] Sql =
    [
        new(Signal.Connections, "", "cloudsql.googleapis.com/database/network/connections", "ALIGN_MAX", "Count", 60, Delay, IsCount: true),
        new(Signal.Cpu, "", "cloudsql.googleapis.com/database/cpu/utilization", "ALIGN_MEAN", "1", 60, Delay, 0.01),
        new(Signal.FreeDisk, "", "cloudsql.googleapis.com/database/disk/utilization", "ALIGN_MAX", "1", 60, Delay, 0.01, Whole: 1),
        new(Signal.Memory, "", "cloudsql.googleapis.com/database/memory/utilization", "ALIGN_MEAN", "1", 60, Delay, 0.01),
        new(Signal.DiskLatency, "", "cloudsql.googleapis.com/database/disk/write_latencies", "ALIGN_MEAN", "Milliseconds", 60, Delay),
    ];

    public static readonly VendorMetric[] Workload =
    [
        new(Signal.Errors, "", "istio.io/service/server/request_count{5xx}", "ALIGN_DELTA", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "", "istio.io/service/server/response_latencies", "ALIGN_PERCENTILE_95", "Milliseconds", 60, Delay, 1.6),
        new(Signal.Requests, "", "istio.io/service/server/request_count", "ALIGN_DELTA", "Count", 60, Delay, IsCount: true),
        new(Signal.Memory, "", "kubernetes.io/container/memory/limit_utilization", "ALIGN_MEAN", "1", 60, Delay, 0.01),
        new(Signal.Restarts, "", "kubernetes.io/container/restart_count", "ALIGN_DELTA", "Count", 60, Delay, IsCount: true),
        new(Signal.Cpu, "", "kubernetes.io/container/cpu/limit_utilization", "ALIGN_MEAN", "1", 60, Delay, 0.01),
    ];

    public static readonly VendorMetric[] NodePool =
    [
        new(Signal.Cpu, "", "kubernetes.io/node/cpu/allocatable_utilization", "ALIGN_MEAN", "1", 60, Delay, 0.01),
        new(Signal.Memory, "", "kubernetes.io/node/memory/allocatable_utilization", "ALIGN_MEAN", "1", 60, Delay, 0.01),
        new(Signal.Instances, "", "kubernetes.io/node/status_condition{Ready}", "ALIGN_SUM", "Count", 60, Delay, IsCount: true),
    ];
}
