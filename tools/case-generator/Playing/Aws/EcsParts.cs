using System.Globalization;
using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Aws;

/// <summary>Services, their tasks and the revisions that changes made of them.</summary>
internal static class EcsParts
{
    private const int FirstRevision = 40;
    private const double FirstMinute = -60 * 24 * 9;

    public static ScenarioEcs Of(Incident incident, IReadOnlyList<Component> services) => new()
    {
        Clusters =
        [
            .. services.GroupBy(service => service.Node.Aliases[0].Split('/')[0]).Select(cluster => new ScenarioEcsCluster
            {
                Name = cluster.Key, Services = [.. cluster.Select(service => Service(incident, service))],
            }),
        ],
        TaskDefinitions = [.. services.SelectMany(service => Revisions(incident, service))],
    };

    private static List<ChangeEvent> Versions(Incident incident, Component service) =>
        [.. incident.Changes.Where(change => change.Node == service.Node && change.Act is ChangeAct.Deploy or ChangeAct.Configure)];

    private static ScenarioEcsService Service(Incident incident, Component service)
    {
        var name = service.Node.Name;
        var versions = Versions(incident, service);
        var revision = $"{name}:{FirstRevision + versions.Count}";
        var id = Deployment(incident, name, versions.Count);
        var since = versions.Count > 0 ? versions[^1].Minute + 0.1 : FirstMinute;
        var count = (int)service.Gauges[Signal.Instances](-100);
        var tasks = Tasks(incident, service, id, revision, since, count);
        var target = service.TargetGroup!.Aliases[0];
        return new ScenarioEcsService
        {
            Name = name, DesiredCount = count, Targets = [new ScenarioEcsTarget(target, name, 8080)], Tasks = tasks,
            SecurityGroupIds = service == incident.Application.Front ? [incident.Application.Firewall.Name] : [],
            Deployments =
            [
                new ScenarioEcsDeployment
                {
                    Id = id, Status = "PRIMARY", TaskDefinition = revision, CreatedAtMinute = since, UpdatedAtMinute = since + 2, Desired = count,
                    Running = count, Failed = tasks.Count(task => task.StopCode == "EssentialContainerExited"),
                    RolloutState = "COMPLETED", RolloutStateReason = $"ECS deployment {id} completed.",
                },
            ],
            Events = [new ScenarioEcsEvent(Math.Max(since + 3, FirstMinute), $"(service {name}) has reached a steady state.")],
        };
    }

    private static List<ScenarioEcsTask> Tasks(Incident incident, Component service, string id, string revision, double since, int count)
    {
        var name = service.Node.Name;
        ScenarioEcsTask Task(int number, double created, double? stopped) => new()
        {
            Id = StableRandomText(incident, $"{name}/{number}"), Deployment = id, TaskDefinition = revision, CreatedAtMinute = created,
            StartedAtMinute = created + 0.5, StoppedAtMinute = stopped, StopCode = stopped is null ? null : "EssentialContainerExited",
            StoppedReason = stopped is null ? null : "Essential container in task exited", HealthStatus = stopped is null ? "HEALTHY" : "UNKNOWN",
            AvailabilityZone = number % 2 == 0 ? "us-east-1a" : "us-east-1b",
            Containers =
            [
                stopped is null ? new ScenarioEcsContainer { Name = name } : new ScenarioEcsContainer
                {
                    Name = name, ExitCode = 137, Reason = "OutOfMemoryError: Container killed due to memory usage",
                },
            ],
        };

        var kills = incident.States.Where(state => state.Node == service.Node && state.Kind == "instance_stopped").Select(state => state.Minute).ToList();
        var killed = kills.Select((minute, i) => Task(100 + i, Math.Min(since + 1, minute - 30), minute));
        var running = Enumerable.Range(0, count).Select(i => Task(i, i < kills.Count ? kills[i] + 0.3 : since + 0.2, null));
        return [.. killed, .. running];
    }

    private static IEnumerable<ScenarioTaskDefinition> Revisions(Incident incident, Component service)
    {
        var name = service.Node.Name;
        var (image, settings) = (12, new Dictionary<string, string> { ["STAGE"] = "prod", ["LOG_LEVEL"] = "info" });
        yield return Definition(incident, service, FirstRevision, FirstMinute - 5, image, settings);
        var number = FirstRevision;
        foreach (var version in Versions(incident, service))
        {
            if (version.Act == ChangeAct.Deploy)
            {
                image++;
            }
            else
            {
                settings = new Dictionary<string, string>(settings) { [version.Field ?? "MODE"] = $"value-{number}" };
            }

            yield return Definition(incident, service, ++number, version.Minute - 0.3, image, settings);
        }
    }

    private static ScenarioTaskDefinition Definition(
        Incident incident, Component service, int revision, double minute, int image, IReadOnlyDictionary<string, string> settings)
    {
        var name = service.Node.Name;
        return new ScenarioTaskDefinition
        {
            Family = name, Revision = revision, RegisteredAtMinute = minute,
            TaskRole = service == incident.Application.Front ? incident.Application.Identity.Name : $"{name}-task",
            Containers =
            [
                new ScenarioContainerDefinition
                {
                    Name = name, Image = string.Create(
                        CultureInfo.InvariantCulture, $"{incident.Application.Account}.dkr.ecr.{incident.Application.Region}.amazonaws.com/{name}:4.{image}.0"),
                    Environment = settings, Ports = [8080], LogGroup = service.LogNode.Name,
                },
            ],
        };
    }

    private static string Deployment(Incident incident, string name, int number) =>
        $"ecs-svc/{StableRandom.For(incident.Seed, name, number).NextBetween(1_000_000_000_000_000_000, 9_000_000_000_000_000_000)}";

    private static string StableRandomText(Incident incident, string name)
    {
        var random = StableRandom.For(incident.Seed, name, incident.Number);
        return random.Next().ToString("x16", CultureInfo.InvariantCulture) + random.Next().ToString("x16", CultureInfo.InvariantCulture);
    }
}
