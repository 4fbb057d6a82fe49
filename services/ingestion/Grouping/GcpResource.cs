using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>The primary resource of the labels of a Cloud Monitoring incident.</summary>
public static class GcpResource
{
    /// <summary>
    /// The first label of this list that an incident has names its primary resource; labels that name a revision, a pod
    /// or a node are left out, because they change while the thing stays.
    /// </summary>
    public static IReadOnlyList<string> LabelOrder { get; } =
    [
        "service_name", "function_name", "job_name", "instance_id", "instance_group_name", "database_id", "module_id",
        "subscription_id", "topic_id", "url_map_name", "forwarding_rule_name", "bucket_name", "queue_id",
        "cluster_name", "host",
    ];

    public static PrimaryResource? Of(AlarmFact alarm)
    {
        if (alarm.Dimensions is not { } labels)
        {
            return null;
        }

        // Everything of Kubernetes is about a namespace of a cluster, or about the cluster itself: its other labels
        // name pods and containers.
        var name = alarm.ResourceType?.StartsWith("k8s_", StringComparison.Ordinal) == true
            ? "cluster_name" : LabelOrder.FirstOrDefault(labels.ContainsKey);
        return name is null || !labels.TryGetValue(name, out var value) || value.Length == 0 ? null
            : new PrimaryResource(
                alarm.Region,
                name == "cluster_name"
                    ? [name, value, labels.GetValueOrDefault("namespace_name") ?? ""] : [name, value]);
    }
}
