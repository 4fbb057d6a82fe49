using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>The primary resource of an alarm's dimensions.</summary>
public static class CloudWatchResource
{
    /// <summary>
    /// The first dimension of this list that an alarm has names its primary resource. Compute comes before what stands
    /// in front of it and before the group or cluster that it is part of; ApiId is an API Gateway v2 API. ClusterName
    /// also qualifies ServiceName, which is unique only within a cluster. Of metric math that reads several metrics it
    /// is the first dimension of this list that any of them has, and of two metrics that have it the one that is read
    /// first.
    /// </summary>
    public static IReadOnlyList<string> DimensionOrder { get; } =
    [
        "FunctionName", "ServiceName", "InstanceId", "LoadBalancer", "TargetGroup", "DBInstanceIdentifier",
        "DBClusterIdentifier", "QueueName",
        "TableName", "ApiId", "ApiName", "AutoScalingGroupName", "ClusterName",
    ];

    public static PrimaryResource? Of(AlarmFact alarm)
    {
        var watched = DimensionsOf(alarm);
        foreach (var name in DimensionOrder)
        {
            if (watched.Find(dimensions => dimensions.ContainsKey(name)) is { } found)
            {
                return new PrimaryResource(
                    alarm.Region,
                    name == "ServiceName" && found.TryGetValue("ClusterName", out var cluster)
                        ? [name, found[name], cluster] : [name, found[name]]);
            }
        }

        return null;
    }

    /// <summary>The namespace says who measures, not what: it is no part of the key.</summary>
    private static List<IReadOnlyDictionary<string, string>> DimensionsOf(AlarmFact alarm) =>
        alarm.Dimensions is { } dimensions ? [dimensions]
        : [.. WatchedMetrics.Of(alarm.Metrics ?? []).Select(line => line.Dimensions)
            .OfType<IReadOnlyDictionary<string, string>>()];
}
