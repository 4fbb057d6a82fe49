using CauseFlow.CollectorAws.Clients;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Links into the customer's own console, so that every fact can be looked at where it came from.</summary>
internal static class ConsoleLinks
{
    public static string Function(string region, string name) =>
        $"{Root(region)}/lambda/home?region={region}#/functions/{Uri.EscapeDataString(name)}";

    public static string Instance(string region, string id) =>
        $"{Root(region)}/ec2/home?region={region}#InstanceDetails:instanceId={Uri.EscapeDataString(id)}";

    public static string TargetGroup(string region, string arn) =>
        $"{Root(region)}/ec2/home?region={region}#TargetGroup:targetGroupArn={Uri.EscapeDataString(arn)}";

    public static string LoadBalancer(string region, string arn) =>
        $"{Root(region)}/ec2/home?region={region}#LoadBalancer:loadBalancerArn={Uri.EscapeDataString(arn)}";

    public static string ScalingGroup(string region, string name) =>
        $"{Root(region)}/ec2/home?region={region}#AutoScalingGroupDetails:id={Uri.EscapeDataString(name)};view=activity";

    public static string Database(string region, string id) =>
        $"{Root(region)}/rds/home?region={region}#database:id={Uri.EscapeDataString(id)};is-cluster=false";

    public static string TrailEvent(string region, string id) =>
        $"{Root(region)}/cloudtrailv2/home?region={region}#/events/{Uri.EscapeDataString(id)}";

    /// <param name="region">Region.</param>
    /// <param name="cluster">Cluster.</param>
    /// <param name="name">Service.</param>
    /// <param name="view">Page of the service, such as <c>deployments</c> or <c>tasks</c>.</param>
    public static string EcsService(string region, string cluster, string name, string view) =>
        $"{Root(region)}/ecs/v2/clusters/{Uri.EscapeDataString(cluster)}/services/{Uri.EscapeDataString(name)}/{view}?region={region}";

    public static string LogStream(string region, string group, string stream) =>
        $"{Root(region)}/cloudwatch/home?region={region}#logsV2:log-groups/log-group/{Twice(group)}/log-events/{Twice(stream)}";

    public static string Alarm(string region, string name) =>
        $"{Root(region)}/cloudwatch/home?region={region}#alarmsV2:alarm/{Uri.EscapeDataString(name)}";

    public static string Metrics(string region, AlarmMetric metric, string statistic)
    {
        var search = string.Join(' ', metric.Dimensions.Values.Prepend(metric.Name).Prepend(metric.Namespace));
        return $"{Root(region)}/cloudwatch/home?region={region}#metricsV2?query={Uri.EscapeDataString(search)}"
            + $"&stat={Uri.EscapeDataString(statistic)}";
    }

    private static string Root(string region) => AwsEndpoints.PartitionOf(region) switch
    {
        "aws-cn" => $"https://{region}.console.amazonaws.cn",
        "aws-us-gov" => $"https://{region}.console.amazonaws-us-gov.com",
        _ => $"https://{region}.console.aws.amazon.com",
    };

    /// <summary>The console decodes the fragment twice and writes the percent sign as $25.</summary>
    private static string Twice(string text) =>
        Uri.EscapeDataString(text).Replace("%", "$25", StringComparison.Ordinal);
}
