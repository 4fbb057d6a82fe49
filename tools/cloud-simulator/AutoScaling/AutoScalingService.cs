using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.AutoScaling;

/// <summary>Amazon EC2 Auto Scaling, query protocol, version 2011-01-01.</summary>
internal sealed class AutoScalingService(LoadedScenario scenario) : QueryService(
    "autoscaling", "2011-01-01", new HashSet<string> { "DescribeAutoScalingGroups", "DescribeScalingActivities" })
{
    private const string Tag = "aws:autoscaling:groupName";

    protected override IEnumerable<XElement> Answer(string operation, Dictionary<string, string> form, string region)
    {
        var groups = scenario.Data.ScalingGroups.Where(_ => region == scenario.Data.Region).ToList();
        if (operation == "DescribeAutoScalingGroups")
        {
            var wanted = List(form, "AutoScalingGroupNames");
            return [new XElement("AutoScalingGroups", groups.Where(group => wanted.Count == 0 || wanted.Contains(group.Name)).Select(Group))];
        }

        var name = form.GetValueOrDefault("AutoScalingGroupName");
        if (name is not null && !groups.Exists(group => group.Name == name))
        {
            throw new AwsException("ValidationError", $"Group {name} not found");
        }

        return
        [
            new XElement("Activities", groups.Where(group => name is null || group.Name == name)
                .SelectMany(group => group.Activities.Select(activity => (group, activity)))
                .Where(pair => scenario.At(pair.activity.AtMinute) <= scenario.Now)
                .OrderByDescending(pair => pair.activity.AtMinute).Select(pair => Activity(pair.group, pair.activity))),
        ];
    }

    private XElement Group(ScenarioScalingGroup group) => new(
        "member", new XElement("AutoScalingGroupName", group.Name), new XElement("MinSize", group.MinSize), new XElement("MaxSize", group.MaxSize),
        new XElement("DesiredCapacity", group.DesiredCapacity), new XElement("HealthCheckType", "ELB"),
        new XElement("Instances", scenario.Data.Instances.Where(instance => instance.Tags.GetValueOrDefault(Tag) == group.Name).Select(instance =>
            new XElement(
                "member", new XElement("InstanceId", instance.Id), new XElement("LifecycleState", "InService"),
                new XElement("HealthStatus", "Healthy"), new XElement("AvailabilityZone", instance.AvailabilityZone)))));

    private XElement Activity(ScenarioScalingGroup group, ScenarioScalingActivity activity) => new(
        "member",
        new XElement("ActivityId", new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{group.Name} {activity.AtMinute}")).AsSpan(0, 16))),
        new XElement("AutoScalingGroupName", group.Name), new XElement("StartTime", Time(scenario.At(activity.AtMinute))),
        activity.Status == "InProgress" ? null : new XElement("EndTime", Time(scenario.At(activity.AtMinute + 0.5))),
        new XElement("StatusCode", activity.Status), new XElement("Description", activity.Description), new XElement("Cause", activity.Cause),
        activity.StatusMessage is null ? null : new XElement("StatusMessage", activity.StatusMessage));
}
