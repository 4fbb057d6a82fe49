using System.Xml.Linq;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>EC2 Auto Scaling in the query protocol.</summary>
internal sealed class AutoScalingClient(AwsHttp http)
{
    public const string GroupsApi = "autoscaling:DescribeAutoScalingGroups";
    public const string ActivitiesApi = "autoscaling:DescribeScalingActivities";
    private const int PageSize = 50;

    /// <summary>Groups by their names; one that does not exist is left out.</summary>
    public async Task<IReadOnlyList<CloudScalingGroup>> DescribeGroupsAsync(
        IReadOnlyList<string> names, CallMeter calls, CancellationToken cancellationToken)
    {
        var result = await CallAsync(GroupsApi, AwsXml.List("AutoScalingGroupNames", names), calls, cancellationToken);
        return [.. result.Items("AutoScalingGroups").Select(Group).OfType<CloudScalingGroup>()];
    }

    /// <summary>The newest of the last six weeks, the newest first; incomplete where there are older ones.</summary>
    public async Task<Pages<ScalingActivity>> DescribeActivitiesAsync(
        string group, CallMeter calls, CancellationToken cancellationToken)
    {
        var result = await CallAsync(
            ActivitiesApi, $"AutoScalingGroupName={Uri.EscapeDataString(group)}&MaxRecords={PageSize}", calls, cancellationToken);
        return new Pages<ScalingActivity>(
            [.. result.Items("Activities").Select(Activity).OfType<ScalingActivity>()], result.Text("NextToken") is null);
    }

    private async Task<XElement> CallAsync(string permission, string content, CallMeter calls, CancellationToken cancellationToken)
    {
        var call = new AwsCall(AwsService.AutoScaling, permission) { Content = content };
        return (await http.SendXmlAsync(call, calls, cancellationToken)).Result(call.Operation);
    }

    private static CloudScalingGroup? Group(XElement item) => item.Text("AutoScalingGroupName") is not { } name ? null : new CloudScalingGroup
    {
        Name = name,
        Minimum = item.Integer("MinSize"),
        Maximum = item.Integer("MaxSize"),
        Desired = item.Integer("DesiredCapacity"),
        HealthCheckType = item.Text("HealthCheckType"),
        SuspendedProcesses = [.. item.Items("SuspendedProcesses").Select(process => process.Text("ProcessName")).OfType<string>()],
        Zones = item.Texts("AvailabilityZones"),
        TargetGroupArns = item.Texts("TargetGroupARNs"),
        Instances =
        [
            .. item.Items("Instances").Select(instance => instance.Text("InstanceId") is { } id
                ? new ScalingInstance(id, instance.Text("LifecycleState") ?? "", instance.Text("HealthStatus") ?? "") : null)
                .OfType<ScalingInstance>(),
        ],
    };

    private static ScalingActivity? Activity(XElement item) =>
        item.Text("ActivityId") is not { } id || item.Time("StartTime") is not { } started ? null : new ScalingActivity
        {
            Id = id,
            StartedAt = started,
            EndedAt = item.Time("EndTime"),
            Status = item.Text("StatusCode") ?? "Unknown",
            Description = item.Text("Description"),
            Cause = item.Text("Cause"),
            StatusMessage = item.Text("StatusMessage"),
        };
}
