using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Aws;

/// <summary>Instances and the group that started them.</summary>
internal static class InstanceParts
{
    public static IReadOnlyList<ScenarioInstance> Of(Incident incident) =>
    [
        .. incident.Application.Front.Replicas.Select((replica, i) => Instance(incident, replica, incident.Application.Front.Node.Name, i)),
        .. incident.Application.Components.Where(component => component.Node.Kind == "aws.ec2.instance"
            && !incident.Application.Front.Replicas.Contains(component)).Select((component, i) => Instance(incident, component, null, 20 + i)),
    ];

    public static IReadOnlyList<ScenarioScalingGroup> Groups(Incident incident) => incident.Application.Front is { Replicas.Count: > 0 } front
        ? [new ScenarioScalingGroup { Name = front.Node.Name, MinSize = 2, MaxSize = 8, DesiredCapacity = front.Replicas.Count }] : [];

    private static ScenarioInstance Instance(Incident incident, Component instance, string? group, int number)
    {
        var tags = new Dictionary<string, string> { ["Name"] = instance.LogNode.Name.Split('/')[^1] };
        if (group is not null)
        {
            tags["aws:autoscaling:groupName"] = group;
        }

        return new ScenarioInstance
        {
            Id = instance.Node.Name, Type = "m6i.large", ImageId = "ami-0c2b8ca1dad447f8a", AvailabilityZone = number % 2 == 0 ? "us-east-1a" : "us-east-1b",
            LaunchedAtMinute = -60 * 24 * 41, PrivateIpAddress = $"10.0.1.{10 + number}", Tags = tags,
            Checks =
            [
                new ScenarioStatusChecks(),
                .. incident.States.Where(state => state.Node == instance.Node && state.Kind == "status_check").Select(state => new ScenarioStatusChecks
                {
                    FromMinute = state.Minute, System = "impaired", Instance = "impaired",
                }),
            ],
        };
    }
}
