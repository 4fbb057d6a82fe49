using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Aws;

/// <summary>A generated incident in AWS.</summary>
internal static class AwsScenario
{
    public static Scenario Of(Incident incident, Scenario quiet)
    {
        var application = incident.Application;
        var services = application.Components.Where(component => component.Node.Kind == "aws.ecs.service").ToList();
        var functions = application.Components.Where(component => component.Node.Kind == "aws.lambda.function").ToList();
        return quiet with
        {
            Alarm = Alarm(incident),
            Metrics = [.. application.Components.SelectMany(component => component.Metrics.Select(metric => Metric(incident, component, metric)))],
            LogGroups =
            [
                .. application.Nodes.Where(node => node.Kind == "aws.logs.log_group").Select(node => new ScenarioLogGroup
                {
                    Name = node.Name, RetentionDays = 30,
                    Events = [.. PlayedLines.Of(incident, node).Select(writer => PlayedLines.Event(writer, Streams(node), withLevel: true))],
                }),
            ],
            Ecs = services.Count == 0 ? null : EcsParts.Of(incident, services),
            Functions = [.. functions.Select(function => FunctionParts.Of(incident, function))],
            LoadBalancers = Balancers(incident),
            Instances = InstanceParts.Of(incident),
            ScalingGroups = InstanceParts.Groups(incident),
            Databases = DatabaseParts.Of(incident),
            Tables = [.. application.Components.Where(component => component.Node.Kind == "aws.dynamodb.table")
                .Select(component => new ScenarioTable { Name = component.Node.Name, ReadCapacity = 200, WriteCapacity = 100 })],
            Trail = TrailParts.Of(incident),
        };
    }

    private static ScenarioAlarm Alarm(Incident incident)
    {
        var (alarm, metric) = (incident.Alarm, incident.Alarm.Metric);
        return new ScenarioAlarm
        {
            Name = $"{alarm.Component.Node.Name}-{metric.Name}-{incident.Number}", Description = "Set by the team.", Namespace = metric.Namespace,
            MetricName = metric.Name, Statistic = metric.Statistic, Dimensions = Dimensions(incident, alarm.Component, metric),
            Period = metric.PeriodSeconds, EvaluationPeriods = alarm.EvaluationPeriods, DatapointsToAlarm = alarm.EvaluationPeriods,
            Threshold = alarm.Threshold, ComparisonOperator = alarm.Comparison, TreatMissingData = alarm.TreatMissingData,
        };
    }

    private static ScenarioMetric Metric(Incident incident, Component component, VendorMetric metric) => new()
    {
        Namespace = metric.Namespace, Name = metric.Name, Unit = metric.Unit, IsCount = metric.IsCount, Ceiling = metric.Ceiling,
        Dimensions = Dimensions(incident, component, metric), Samples = metric.IsCount ? 1 : 20, MaximumFactor = 1.1,
        Segments = SampledSegments.Of(
            minute => metric.ValueOf(incident.Behaviour.Of(component, metric.Signal, minute)), NoiseOf(metric.Signal)),
    };

    private static Dictionary<string, string> Dimensions(Incident incident, Component component, VendorMetric metric)
    {
        var node = component.Node;
        if (component.NodeOf(metric) != node)
        {
            return new() { ["LoadBalancer"] = incident.Application.Entry.Node.Aliases[0], ["TargetGroup"] = component.TargetGroup!.Aliases[0] };
        }

        return node.Kind switch
        {
            "aws.elb.load_balancer" => new() { ["LoadBalancer"] = node.Aliases[0] },
            "aws.ecs.service" => new() { ["ClusterName"] = node.Aliases[0].Split('/')[0], ["ServiceName"] = node.Name },
            "aws.lambda.function" => new() { ["FunctionName"] = node.Name },
            "aws.ec2.instance" => new() { ["InstanceId"] = node.Name },
            "aws.autoscaling.group" => new() { ["AutoScalingGroupName"] = node.Name },
            "aws.rds.instance" => new() { ["DBInstanceIdentifier"] = node.Name },
            "aws.dynamodb.table" => new() { ["TableName"] = node.Name },
            _ => [],
        };
    }

    /// <summary>Relative, both ways.</summary>
    private static double NoiseOf(Signal signal) => signal switch
    {
        Signal.Instances or Signal.Unhealthy or Signal.CheckFailed or Signal.Restarts => 0,
        Signal.Memory or Signal.FreeDisk => 0.01,
        Signal.Errors or Signal.ClientErrors or Signal.ConnectionErrors => 0.3,
        Signal.Connections => 0.05,
        _ => 0.1,
    };

    private static string[] Streams(Node group) => group.Name.StartsWith("/ecs/", StringComparison.Ordinal)
        ? [$"app/{group.Name[5..]}/9c70423078253913200a3450779974e8", $"app/{group.Name[5..]}/07144f0f4bbcc94ac1633cf0adb46cc9"] : [];

    private static List<ScenarioLoadBalancer> Balancers(Incident incident)
    {
        var entry = incident.Application.Entry;
        if (entry.Node.Kind != "aws.elb.load_balancer")
        {
            return [];
        }

        var parts = entry.Node.Aliases[0].Split('/');
        return
        [
            new ScenarioLoadBalancer
            {
                Name = parts[1], Id = parts[2],
                TargetGroups = [.. incident.Application.Components.Where(component => component.TargetGroup is not null)
                    .Select(component => Group(incident, component))],
            },
        ];
    }

    private static ScenarioTargetGroup Group(Incident incident, Component component)
    {
        var parts = component.TargetGroup!.Aliases[0].Split('/');
        return new ScenarioTargetGroup
        {
            Name = parts[1], Id = parts[2], Port = 8080, TargetType = component.Replicas.Count > 0 ? "instance" : "ip",
            Targets = component.Replicas.Count == 0
                ? [new ScenarioTarget { Id = "10.0.1.21" }, new ScenarioTarget { Id = "10.0.2.22" }]
                : [.. component.Replicas.Select(replica => new ScenarioTarget { Id = replica.Node.Name, Health = HealthOf(incident, replica) })],
        };
    }

    private static List<ScenarioTargetHealth> HealthOf(Incident incident, Component replica) =>
    [
        new ScenarioTargetHealth(),
        .. incident.States.Where(state => state.Node == replica.Node && state.Kind == "target_health").Select(state => new ScenarioTargetHealth
        {
            FromMinute = state.Minute, State = state.Fields["status"], Reason = state.Fields["reason"], Description = state.Fields["message"],
        }),
    ];
}
