using System.Security.Cryptography;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// What makes two alarms one incident: they watch the same primary resource. SHA-256 (64 lower-case hex digits) over
/// tenant, provider, account, region and the primary resource of the alarm's dimensions, else the alarm id. An alert of
/// the custom webhook is about the service and environment that it names.
/// </summary>
public static class IncidentKey
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

    public static string Of(string tenantId, AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return Hash(tenantId, alarm, Resource(alarm));
    }

    /// <summary>
    /// The key of an alarm without a resource; <paramref name="neighbour"/> is any of its account and region.
    /// </summary>
    public static string OfAlarm(string tenantId, AlarmFact neighbour, string alarmId)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        return Hash(tenantId, neighbour, ["alarm", alarmId]);
    }

    private static string Hash(string tenantId, AlarmFact alarm, IEnumerable<string> resource)
    {
        var text = new StringBuilder();
        foreach (var part in (IEnumerable<string>)
            [tenantId, alarm.Provider.ToString(), alarm.Account, alarm.Region, .. resource])
        {
            // The length before each part keeps "ab","c" and "a","bc" apart.
            text.Append(part.Length).Append(':').Append(part).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static IEnumerable<string> Resource(AlarmFact alarm)
    {
        if (alarm is { Provider: CloudProvider.Generic, Service: { } service })
        {
            return ["service", service, alarm.Environment ?? ""];
        }

        var watched = DimensionsOf(alarm);
        foreach (var name in DimensionOrder)
        {
            if (watched.Find(dimensions => dimensions.ContainsKey(name)) is { } found)
            {
                return name == "ServiceName" && found.TryGetValue("ClusterName", out var cluster)
                    ? [name, found[name], cluster] : [name, found[name]];
            }
        }

        return ["alarm", alarm.Id];
    }

    /// <summary>The namespace says who measures, not what: it is no part of the key.</summary>
    private static List<IReadOnlyDictionary<string, string>> DimensionsOf(AlarmFact alarm) =>
        alarm.Dimensions is { } dimensions ? [dimensions]
        : [.. WatchedMetrics.Of(alarm.Metrics ?? []).Select(line => line.Dimensions)
            .OfType<IReadOnlyDictionary<string, string>>()];
}
