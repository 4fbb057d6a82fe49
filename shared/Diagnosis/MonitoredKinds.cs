using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis;

/// <summary>Which kinds of resource a monitored resource of Google Cloud speaks of.</summary>
internal static class MonitoredKinds
{
    public static IReadOnlyList<string> Of(string type) => type switch
    {
        "cloud_run_revision" => [ResourceKinds.RunService, ResourceKinds.RunRevision],
        "gce_instance" => [ResourceKinds.ComputeInstance],
        "gke_nodepool" => [ResourceKinds.GkeNodePool],
        "cloudsql_database" => [ResourceKinds.CloudSqlInstance],
        _ when type.StartsWith("k8s_", StringComparison.Ordinal) || type is "gke_cluster" => [ResourceKinds.GkeCluster],
        _ => [],
    };
}
