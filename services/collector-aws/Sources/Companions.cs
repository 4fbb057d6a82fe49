using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// The metrics that are read beside the alarm's own, for each kind of resource: what tells load, failure, slowness and
/// exhausted limits apart. Names and units are those of AWS's metric references.
/// </summary>
internal static class Companions
{
    private const int PeriodSeconds = 60;

    private static readonly (string Name, string Statistic, string Unit)[] Lambda =
    [
        ("Invocations", "Sum", "Count"), ("Errors", "Sum", "Count"), ("Duration", "Average", "Milliseconds"),
        ("Duration", "Maximum", "Milliseconds"), ("Throttles", "Sum", "Count"), ("ConcurrentExecutions", "Maximum", "Count"),
    ];

    // Status checks come every minute, everything else every five unless the customer pays for detailed monitoring.
    // CPUCreditBalance exists for burstable types only; EBS names are those of Nitro, Disk names those of instance stores.
    private static readonly (string Name, string Statistic, string Unit, int PeriodSeconds)[] Ec2 =
    [
        ("StatusCheckFailed", "Maximum", "Count", 60), ("StatusCheckFailed_Instance", "Maximum", "Count", 60),
        ("StatusCheckFailed_System", "Maximum", "Count", 60), ("CPUUtilization", "Average", "Percent", 300),
        ("CPUCreditBalance", "Average", "Count", 300), ("NetworkIn", "Sum", "Bytes", 300), ("NetworkOut", "Sum", "Bytes", 300),
        ("EBSReadOps", "Sum", "Count", 300), ("EBSWriteOps", "Sum", "Count", 300), ("DiskReadOps", "Sum", "Count", 300),
        ("DiskWriteOps", "Sum", "Count", 300),
    ];

    private static readonly (string Name, string Statistic, string Unit)[] Ecs =
    [
        ("CPUUtilization", "Average", "Percent"), ("CPUUtilization", "Maximum", "Percent"),
        ("MemoryUtilization", "Average", "Percent"), ("MemoryUtilization", "Maximum", "Percent"),
    ];

    private static readonly (string Name, string Statistic, string Unit)[] LoadBalancer =
    [
        ("RequestCount", "Sum", "Count"), ("HTTPCode_Target_5XX_Count", "Sum", "Count"),
        ("HTTPCode_ELB_5XX_Count", "Sum", "Count"), ("TargetConnectionErrorCount", "Sum", "Count"),
        ("TargetResponseTime", "Average", "Seconds"), ("TargetResponseTime", "p99", "Seconds"),
    ];

    private static readonly (string Name, string Statistic, string Unit)[] TargetGroup =
    [
        ("RequestCount", "Sum", "Count"), ("HTTPCode_Target_5XX_Count", "Sum", "Count"),
        ("TargetConnectionErrorCount", "Sum", "Count"), ("HealthyHostCount", "Minimum", "Count"),
        ("UnHealthyHostCount", "Maximum", "Count"), ("TargetResponseTime", "Average", "Seconds"),
        ("TargetResponseTime", "p99", "Seconds"),
    ];

    private static readonly (string Name, string Statistic, string Unit)[] Rds =
    [
        ("CPUUtilization", "Average", "Percent"), ("DatabaseConnections", "Maximum", "Count"), ("FreeStorageSpace", "Minimum", "Bytes"),
        ("FreeableMemory", "Minimum", "Bytes"), ("ReadLatency", "Average", "Seconds"), ("WriteLatency", "Average", "Seconds"),
        ("DiskQueueDepth", "Average", "Count"),
    ];

    private static readonly (string Name, string Statistic, string Unit)[] Sqs =
    [
        ("NumberOfMessagesSent", "Sum", "Count"), ("NumberOfMessagesDeleted", "Sum", "Count"),
        ("ApproximateNumberOfMessagesVisible", "Maximum", "Count"), ("ApproximateNumberOfMessagesNotVisible", "Maximum", "Count"),
        ("ApproximateAgeOfOldestMessage", "Maximum", "Seconds"),
    ];

    private static readonly (string Name, string Statistic, string Unit)[] DynamoDb =
    [
        ("ConsumedReadCapacityUnits", "Sum", "Count"), ("ConsumedWriteCapacityUnits", "Sum", "Count"),
        ("ReadThrottleEvents", "Sum", "Count"), ("WriteThrottleEvents", "Sum", "Count"),
    ];

    private static readonly (string Name, string Statistic, string Unit)[] AutoScaling =
    [
        ("CPUUtilization", "Average", "Percent"), ("StatusCheckFailed", "Maximum", "Count"),
    ];

    /// <summary>The companions of one resource; none for a kind that has no metrics of its own.</summary>
    /// <param name="resource">A resolved resource.</param>
    /// <param name="relations">What was resolved about it: a target group's metrics need its load balancer's name.</param>
    public static IEnumerable<AlarmMetric> Of(ResourceRef resource, IReadOnlyList<Relation> relations) => resource.Kind switch
    {
        ResourceKinds.LambdaFunction => In("AWS/Lambda", Lambda, ("FunctionName", resource.Name)),
        ResourceKinds.Ec2Instance => In("AWS/EC2", Ec2, ("InstanceId", resource.Name)),
        ResourceKinds.EcsService when EcsNames.Parts(resource) is { } service =>
            In("AWS/ECS", Ecs, ("ClusterName", service.Cluster), ("ServiceName", service.Name)),
        ResourceKinds.LoadBalancer when ApplicationBalancer(resource) is { } balancer =>
            In("AWS/ApplicationELB", LoadBalancer, ("LoadBalancer", balancer)),
        ResourceKinds.TargetGroup when LoadBalancerNames.Dimension(resource) is { } group
            && BalancerOf(resource, relations) is { } balancer =>
            In("AWS/ApplicationELB", TargetGroup, ("LoadBalancer", balancer), ("TargetGroup", group)),
        ResourceKinds.RdsInstance => In("AWS/RDS", Rds, ("DBInstanceIdentifier", resource.Name)),
        ResourceKinds.SqsQueue => In("AWS/SQS", Sqs, ("QueueName", resource.Name)),
        ResourceKinds.DynamoDbTable => In("AWS/DynamoDB", DynamoDb, ("TableName", resource.Name)),
        ResourceKinds.AutoScalingGroup => In("AWS/EC2", AutoScaling, ("AutoScalingGroupName", resource.Name)),
        _ => [],
    };

    /// <summary>Other kinds of load balancers have other metrics in another namespace.</summary>
    private static string? ApplicationBalancer(ResourceRef balancer) =>
        LoadBalancerNames.Dimension(balancer) is { } name && name.StartsWith("app/", StringComparison.Ordinal) ? name : null;

    private static string? BalancerOf(ResourceRef group, IReadOnlyList<Relation> relations) => relations
        .Where(relation => relation.Type == RelationType.RoutesTo && relation.To.Id == group.Id
            && relation.From.Kind == ResourceKinds.LoadBalancer)
        .Select(relation => ApplicationBalancer(relation.From)).FirstOrDefault();

    private static IEnumerable<AlarmMetric> In(
        string metricNamespace, (string Name, string Statistic, string Unit)[] metrics,
        params (string Name, string Value)[] dimensions) =>
        In(metricNamespace, [.. metrics.Select(m => (m.Name, m.Statistic, m.Unit, PeriodSeconds))], dimensions);

    private static IEnumerable<AlarmMetric> In(
        string metricNamespace, (string Name, string Statistic, string Unit, int PeriodSeconds)[] metrics,
        params (string Name, string Value)[] dimensions)
    {
        var named = dimensions.ToDictionary(d => d.Name, d => d.Value);
        return metrics.Select(m => new AlarmMetric(metricNamespace, m.Name, m.Statistic, m.Unit, m.PeriodSeconds, named));
    }
}
