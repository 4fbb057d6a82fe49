using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Ecs;

/// <summary>A task as DescribeTasks shows it.</summary>
internal sealed class TaskView(LoadedScenario scenario)
{
    /// <summary>ECS forgets a stopped task after about an hour.</summary>
    private static readonly TimeSpan KeepsStopped = TimeSpan.FromHours(1);

    private readonly EcsNames names = new(scenario);

    /// <summary>Whether ListTasks shows it now under that desired status.</summary>
    public bool IsListed(ScenarioEcsTask task, bool stopped) =>
        scenario.At(task.CreatedAtMinute) <= scenario.Now
        && IsStopped(task) == stopped
        && (!stopped || scenario.Now - scenario.At(task.StoppedAtMinute!.Value) < KeepsStopped);

    public object Describe(ScenarioEcsCluster cluster, ScenarioEcsService service, ScenarioEcsTask task)
    {
        var stopped = IsStopped(task);
        var status = stopped ? "STOPPED" : task.StartedAtMinute is null ? "PENDING" : "RUNNING";
        return new Dictionary<string, object?>
        {
            ["taskArn"] = names.TaskArn(cluster, task),
            ["clusterArn"] = names.ClusterArn(cluster),
            ["taskDefinitionArn"] = names.TaskDefinitionArn(task.TaskDefinition),
            ["group"] = $"service:{service.Name}",
            ["startedBy"] = task.Deployment,
            ["launchType"] = service.LaunchType,
            ["availabilityZone"] = task.AvailabilityZone,
            ["lastStatus"] = status,
            ["desiredStatus"] = stopped ? "STOPPED" : "RUNNING",
            ["healthStatus"] = task.HealthStatus,
            ["createdAt"] = Epoch(task.CreatedAtMinute),
            ["startedAt"] = task.StartedAtMinute is { } started ? Epoch(started) : null,
            ["stoppingAt"] = stopped ? Epoch(task.StoppedAtMinute!.Value - 0.3) : null,
            ["stoppedAt"] = stopped ? Epoch(task.StoppedAtMinute!.Value) : null,
            ["stopCode"] = stopped ? task.StopCode : null,
            ["stoppedReason"] = stopped ? task.StoppedReason : null,
            ["containers"] = task.Containers.Select(container => new Dictionary<string, object?>
            {
                ["name"] = container.Name,
                ["lastStatus"] = status,
                ["exitCode"] = stopped ? container.ExitCode : null,
                ["reason"] = stopped ? container.Reason : null,
                ["healthStatus"] = task.HealthStatus,
            }.Where(pair => pair.Value is not null).ToDictionary()),
        }.Where(pair => pair.Value is not null).ToDictionary();
    }

    private bool IsStopped(ScenarioEcsTask task) =>
        task.StoppedAtMinute is { } minute && scenario.At(minute) <= scenario.Now;

    private double Epoch(double minute) => scenario.At(minute).ToUnixTimeMilliseconds() / 1000.0;
}
