using System.Xml.Linq;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Application, network and gateway load balancers in the query protocol; the classic ones are not read.</summary>
internal sealed class LoadBalancerClient(AwsHttp http)
{
    public const string HealthApi = "elasticloadbalancing:DescribeTargetHealth";
    public const string GroupsApi = "elasticloadbalancing:DescribeTargetGroups";
    public const string BalancersApi = "elasticloadbalancing:DescribeLoadBalancers";

    /// <summary>Every target of the group; the answer has no pages.</summary>
    public async Task<IReadOnlyList<CloudTarget>> DescribeTargetHealthAsync(
        string targetGroupArn, CallMeter calls, CancellationToken cancellationToken)
    {
        var result = await CallAsync(HealthApi, $"TargetGroupArn={Uri.EscapeDataString(targetGroupArn)}", calls, cancellationToken);
        return [.. result.Items("TargetHealthDescriptions").Select(Target).OfType<CloudTarget>()];
    }

    /// <summary>At most 20 groups by their ARNs.</summary>
    public async Task<IReadOnlyList<CloudTargetGroup>> DescribeTargetGroupsAsync(
        IReadOnlyList<string> arns, CallMeter calls, CancellationToken cancellationToken) =>
        Groups(await CallAsync(GroupsApi, AwsXml.List("TargetGroupArns", arns), calls, cancellationToken));

    /// <summary>The groups that a load balancer's listeners and rules route to; as many as one page holds.</summary>
    public async Task<IReadOnlyList<CloudTargetGroup>> DescribeTargetGroupsBehindAsync(
        string loadBalancerArn, CallMeter calls, CancellationToken cancellationToken) => Groups(await CallAsync(
            GroupsApi, $"LoadBalancerArn={Uri.EscapeDataString(loadBalancerArn)}", calls, cancellationToken));

    /// <summary>At most 20 load balancers by their ARNs.</summary>
    public async Task<IReadOnlyList<CloudLoadBalancer>> DescribeLoadBalancersAsync(
        IReadOnlyList<string> arns, CallMeter calls, CancellationToken cancellationToken)
    {
        var result = await CallAsync(BalancersApi, AwsXml.List("LoadBalancerArns", arns), calls, cancellationToken);
        return [.. result.Items("LoadBalancers").Select(Balancer).OfType<CloudLoadBalancer>()];
    }

    private async Task<XElement> CallAsync(string permission, string content, CallMeter calls, CancellationToken cancellationToken)
    {
        var call = new AwsCall(AwsService.LoadBalancing, permission) { Content = content };
        return (await http.SendXmlAsync(call, calls, cancellationToken)).Result(call.Operation);
    }

    private static List<CloudTargetGroup> Groups(XElement result) =>
        [.. result.Items("TargetGroups").Select(Group).OfType<CloudTargetGroup>()];

    private static CloudTargetGroup? Group(XElement item) => item.Text("TargetGroupArn") is not { } arn ? null : new CloudTargetGroup
    {
        Arn = arn,
        Protocol = item.Text("Protocol"),
        Port = item.Integer("Port"),
        TargetType = item.Text("TargetType"),
        HealthCheckProtocol = item.Text("HealthCheckProtocol"),
        HealthCheckPort = item.Text("HealthCheckPort"),

        // A path of a health check may carry a token.
        HealthCheckPath = item.Text("HealthCheckPath")?.Split('?')[0],
        HealthCheckIntervalSeconds = item.Integer("HealthCheckIntervalSeconds"),
        HealthCheckTimeoutSeconds = item.Integer("HealthCheckTimeoutSeconds"),
        HealthyThreshold = item.Integer("HealthyThresholdCount"),
        UnhealthyThreshold = item.Integer("UnhealthyThresholdCount"),
        Matcher = item.Child("Matcher")?.Text("HttpCode") ?? item.Child("Matcher")?.Text("GrpcCode"),
        LoadBalancerArns = item.Texts("LoadBalancerArns"),
    };

    private static CloudLoadBalancer? Balancer(XElement item) => item.Text("LoadBalancerArn") is not { } arn ? null : new CloudLoadBalancer
    {
        Arn = arn,
        State = item.Child("State")?.Text("Code"),
        StateReason = item.Child("State")?.Text("Reason"),
        Type = item.Text("Type"),
        Scheme = item.Text("Scheme"),
        CreatedAt = item.Time("CreatedTime"),
        Zones = [.. item.Items("AvailabilityZones").Select(zone => zone.Text("ZoneName")).OfType<string>()],
        SecurityGroups = item.Texts("SecurityGroups"),
    };

    private static CloudTarget? Target(XElement item)
    {
        var (target, health) = (item.Child("Target"), item.Child("TargetHealth"));
        return target?.Text("Id") is not { } id || health?.Text("State") is not { } state ? null : new CloudTarget(
            id, target.Integer("Port"), target.Text("AvailabilityZone"), state, health.Text("Reason"), health.Text("Description"));
    }
}
