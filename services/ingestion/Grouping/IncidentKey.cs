using System.Security.Cryptography;
using System.Text;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// What makes two alarms one incident: they watch the same primary resource. SHA-256 (64 lower-case hex digits) over
/// tenant, provider, account, region and the primary resource of the alarm's dimensions, else the alarm id.
/// </summary>
public static class IncidentKey
{
    /// <summary>
    /// The first dimension of this list that an alarm has names its primary resource. Compute comes before what stands
    /// in front of it, and ClusterName qualifies ServiceName, which is unique only within a cluster.
    /// </summary>
    public static IReadOnlyList<string> DimensionOrder { get; } =
    [
        "FunctionName", "ServiceName", "InstanceId", "LoadBalancer", "TargetGroup", "DBInstanceIdentifier", "QueueName",
        "TableName", "ApiName", "AutoScalingGroupName",
    ];

    public static string Of(string tenantId, AlarmFact alarm)
    {
        var text = new StringBuilder();
        foreach (var part in (IEnumerable<string>)
            [tenantId, alarm.Provider.ToString(), alarm.Account, alarm.Region, .. Resource(alarm)])
        {
            // The length before each part keeps "ab","c" and "a","bc" apart.
            text.Append(part.Length).Append(':').Append(part).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static IEnumerable<string> Resource(AlarmFact alarm)
    {
        var dimensions = DimensionsOf(alarm);
        foreach (var name in DimensionOrder)
        {
            if (dimensions.GetValueOrDefault(name) is { } value)
            {
                var cluster = dimensions.GetValueOrDefault("ClusterName");
                return name == "ServiceName" && cluster is not null ? [name, value, cluster] : [name, value];
            }
        }

        return ["alarm", alarm.Id];
    }

    /// <summary>
    /// Of metric math and anomaly bands the line that is compared speaks if it is a metric, else the first metric.
    /// The namespace says who measures, not what: it is no part of the key.
    /// </summary>
    private static IReadOnlyDictionary<string, string> DimensionsOf(AlarmFact alarm) =>
        alarm.Dimensions
        ?? alarm.Metrics?.Where(line => line.Dimensions is not null).OrderByDescending(line => line.ReturnData)
            .FirstOrDefault()?.Dimensions
        ?? new Dictionary<string, string>();
}
