using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>A metric that is read beside the alarm's own.</summary>
/// <param name="Type">Metric type.</param>
/// <param name="Aligner">Aligner.</param>
/// <param name="Reducer">Reducer over the resource's series.</param>
/// <param name="Label">A restriction of the metric's labels; null for none.</param>
/// <param name="Unit">Unit of what comes out.</param>
internal sealed record Companion(string Type, string Aligner, string Reducer, string? Label, string Unit);

/// <summary>
/// For each kind of resource what tells load, failure, slowness and exhausted limits apart. Types are those of Google's metric
/// lists.
/// </summary>
internal static class Companions
{
    private const string Requests = "run.googleapis.com/request_count";

    private static readonly Companion[] Run =
    [
        new(Requests, "ALIGN_DELTA", "REDUCE_SUM", null, "Count"),
        new(Requests, "ALIGN_DELTA", "REDUCE_SUM", "metric.labels.response_code_class=\"5xx\"", "Count"),
        new("run.googleapis.com/request_latencies", "ALIGN_PERCENTILE_99", "REDUCE_MAX", null, "Milliseconds"),
        new("run.googleapis.com/container/cpu/utilizations", "ALIGN_PERCENTILE_99", "REDUCE_MAX", null, "1"),
        new("run.googleapis.com/container/memory/utilizations", "ALIGN_PERCENTILE_99", "REDUCE_MAX", null, "1"),
        new("run.googleapis.com/container/instance_count", "ALIGN_MAX", "REDUCE_SUM", null, "1"),
    ];

    private static readonly Companion[] Instance =
    [
        new("compute.googleapis.com/instance/cpu/utilization", "ALIGN_MEAN", "REDUCE_MAX", null, "1"),
        new("compute.googleapis.com/instance/uptime", "ALIGN_RATE", "REDUCE_MAX", null, "1"),
        new("compute.googleapis.com/instance/network/received_bytes_count", "ALIGN_RATE", "REDUCE_SUM", null, "By/s"),
        new("compute.googleapis.com/instance/disk/write_bytes_count", "ALIGN_RATE", "REDUCE_SUM", null, "By/s"),
    ];

    private static readonly Companion[] Cluster =
    [
        new("kubernetes.io/container/restart_count", "ALIGN_DELTA", "REDUCE_SUM", null, "Count"),
        new("kubernetes.io/node/cpu/allocatable_utilization", "ALIGN_MEAN", "REDUCE_MAX", null, "1"),
        new("kubernetes.io/node/memory/allocatable_utilization", "ALIGN_MEAN", "REDUCE_MAX", null, "1"),
    ];

    public static IEnumerable<Companion> Of(ResourceRef resource) => resource.Kind switch
    {
        ResourceKinds.RunService => Run,
        ResourceKinds.ComputeInstance => Instance,
        ResourceKinds.GkeCluster => Cluster,
        _ => [],
    };

    /// <summary>The filter that asks for it; null where the resource cannot be named to Monitoring.</summary>
    public static string? Filter(ResourceRef resource, Companion metric)
    {
        IEnumerable<string>? labels = resource.Kind switch
        {
            ResourceKinds.RunService =>
            [
                GcpFilter.Equal("resource.type", "cloud_run_revision"), GcpFilter.Equal("resource.labels.service_name", resource.Name),
                GcpFilter.Equal("resource.labels.location", resource.Region),
            ],
            ResourceKinds.ComputeInstance when resource.Aliases is [var id, ..] => [GcpFilter.Equal("resource.labels.instance_id", id)],
            ResourceKinds.GkeCluster =>
                [GcpFilter.Equal("resource.labels.cluster_name", resource.Name), GcpFilter.Equal("resource.labels.location", resource.Region)],
            _ => null,
        };
        return labels is null ? null : GcpFilter.All(
            [GcpFilter.Equal("metric.type", metric.Type), .. labels, .. metric.Label is null ? Array.Empty<string>() : [metric.Label]]);
    }
}
