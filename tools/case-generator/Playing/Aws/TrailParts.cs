using System.Text.Json;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Aws;

/// <summary>Changes as CloudTrail records them; what the platform does itself it does not record.</summary>
internal static class TrailParts
{
    /// <summary>Minutes. An event is mostly there within five; later ones are the follow-up passes' matter.</summary>
    private const double Delay = 2;

    public static IReadOnlyList<ScenarioTrailEvent> Of(Incident incident) =>
        [.. incident.Changes.Where(change => change.Act != ChangeAct.Maintenance).Select(change => Event(incident, change)).OfType<ScenarioTrailEvent>()];

    private static ScenarioTrailEvent? Event(Incident incident, ChangeEvent change) => Call(change) is not var (name, source, request) ? null : new()
    {
        AtMinute = change.Minute, DelayMinutes = Delay, Name = name, Source = $"{source}.amazonaws.com",
        RoleName = change.Actor.StartsWith("assumed-role/", StringComparison.Ordinal) ? change.Actor.Split('/')[1] : null,
        UserName = change.Actor.Split('/')[^1], RequestParameters = JsonSerializer.SerializeToElement(request),
        Resources = change.Node.Kind == "aws.ec2.security_group"
            ? [new ScenarioTrailResource { Type = "AWS::EC2::SecurityGroup", Name = change.Node.Name }] : [],
    };

    private static (string Name, string Source, Dictionary<string, object> Request)? Call(ChangeEvent change) => (change.Node.Kind, change.Act) switch
    {
        (_, ChangeAct.Tag) => ("TagResource", change.Node.Kind.Split('.')[1], new() { ["resourceArn"] = change.Node.Id }),
        ("aws.ecs.service", ChangeAct.Lifecycle) => ("StopTask", "ecs", new() { ["cluster"] = ClusterOf(change.Node), ["task"] = "9c70423078253913200a3450779974e8" }),
        ("aws.ecs.service", ChangeAct.Scale) => ("UpdateService", "ecs", Service(change, "desiredCount", 5)),
        ("aws.ecs.service", _) => ("UpdateService", "ecs", Service(change, "taskDefinition", $"{change.Node.Name}:41")),
        ("aws.lambda.function", ChangeAct.Deploy) => ("UpdateFunctionCode20150331v2", "lambda", Function(change)),
        ("aws.lambda.function", ChangeAct.Scale) => ("PutFunctionConcurrency20171031", "lambda", Function(change, "reservedConcurrentExecutions", 50)),
        ("aws.lambda.function", _) => ("UpdateFunctionConfiguration20150331v2", "lambda", Function(change)),
        ("aws.autoscaling.group", ChangeAct.Scale) =>
            ("SetDesiredCapacity", "autoscaling", new() { ["autoScalingGroupName"] = change.Node.Name, ["desiredCapacity"] = 5 }),
        ("aws.autoscaling.group", _) => ("StartInstanceRefresh", "autoscaling", new() { ["autoScalingGroupName"] = change.Node.Name }),
        ("aws.ec2.instance", _) => ("RebootInstances", "ec2", new() { ["instancesSet"] = Items(("instanceId", change.Node.Name)) }),
        ("aws.ec2.security_group", _) => ("RevokeSecurityGroupEgress", "ec2", new()
        {
            ["groupId"] = change.Node.Name,
            ["ipPermissions"] = new Dictionary<string, object>
            {
                ["items"] = new object[]
                {
                    new Dictionary<string, object>
                    {
                        ["ipProtocol"] = "tcp", ["fromPort"] = 5432, ["toPort"] = 5432, ["groups"] = Items(("groupId", "sg-0a1b2c3d4e5f61002")),
                    },
                },
            },
        }),
        ("aws.iam.role", _) => ("DeleteRolePolicy", "iam", new() { ["roleName"] = change.Node.Name, ["policyName"] = "data-access" }),
        ("aws.rds.instance", _) => ("ModifyDBInstance", "rds", new() { ["dBInstanceIdentifier"] = change.Node.Name }),
        _ => null,
    };

    private static string ClusterOf(Node service) => service.Aliases[0].Split('/')[0];

    private static Dictionary<string, object> Service(ChangeEvent change, string member, object value) => new()
    {
        ["cluster"] = ClusterOf(change.Node), ["service"] = change.Node.Name, [member] = value,
    };

    private static Dictionary<string, object> Function(ChangeEvent change, string? member = null, object? value = null)
    {
        var request = new Dictionary<string, object> { ["functionName"] = change.Node.Name };
        if (member is not null)
        {
            request[member] = value!;
        }

        return request;
    }

    private static Dictionary<string, object> Items((string Name, string Value) item) =>
        new() { ["items"] = new object[] { new Dictionary<string, object> { [item.Name] = item.Value } } };
}
