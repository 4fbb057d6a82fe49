using System.Globalization;
using System.Text.Json;
using CauseFlow.Collection.Environments;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Reads ECS's answers. Environment values become length and keyed hash here and go no further.</summary>
internal static class EcsJson
{
    /// <summary>Options that say where logs go. Others (a Splunk token, a proxy with a password) may be secrets.</summary>
    private static readonly string[] PlaceOptions =
        ["awslogs-group", "awslogs-region", "awslogs-stream-prefix", "awslogs-create-group", "mode", "max-buffer-size"];

    public static EcsServiceDescription? Service(JsonElement service)
    {
        if (service.Text("serviceName") is not { } name)
        {
            return null;
        }

        var configuration = service.Member("deploymentConfiguration") ?? default;
        return new EcsServiceDescription
        {
            Name = name,
            Status = service.Text("status"),
            DesiredCount = service.Integer("desiredCount"),
            RunningCount = service.Integer("runningCount"),
            PendingCount = service.Integer("pendingCount"),
            LaunchType = service.Text("launchType"),
            MinimumHealthyPercent = configuration.Integer("minimumHealthyPercent"),
            MaximumPercent = configuration.Integer("maximumPercent"),
            TaskDefinition = service.Text("taskDefinition"),
            TargetGroupArns = [.. service.Items("loadBalancers").Select(item => item.Text("targetGroupArn")).OfType<string>()],
            SecurityGroups = service.Member("networkConfiguration")?.Member("awsvpcConfiguration")?.Texts("securityGroups") ?? [],
            Deployments = [.. service.Items("deployments").Select(Deployment).OfType<EcsDeployment>()],
            Events =
            [
                .. service.Items("events")
                    .Select(item => item.Epoch("createdAt") is { } at && item.Text("message") is { } message
                        ? new EcsEvent(at, message) : null)
                    .OfType<EcsEvent>(),
            ],
        };
    }

    public static EcsTaskDescription? Task(JsonElement task) =>
        task.Text("taskArn") is not { } arn || task.Text("taskDefinitionArn") is not { } definition ? null : new EcsTaskDescription
        {
            Arn = arn,
            TaskDefinition = definition,
            LastStatus = task.Text("lastStatus"),
            DesiredStatus = task.Text("desiredStatus"),
            HealthStatus = task.Text("healthStatus"),
            StartedBy = task.Text("startedBy"),
            LaunchType = task.Text("launchType"),
            AvailabilityZone = task.Text("availabilityZone"),
            CreatedAt = task.Epoch("createdAt"),
            StartedAt = task.Epoch("startedAt"),
            StoppedAt = task.Epoch("stoppedAt"),
            StopCode = task.Text("stopCode"),
            StoppedReason = task.Text("stoppedReason"),
            Containers =
            [
                .. task.Items("containers").Select(item => new EcsContainer(
                    item.Text("name") ?? "", item.Integer("exitCode"), item.Text("reason"), item.Text("healthStatus"))),
            ],
        };

    public static EcsTaskDefinition? TaskDefinition(JsonElement definition, EnvironmentHasher hasher) =>
        definition.Text("family") is not { } family || definition.Integer("revision") is not { } revision ? null : new EcsTaskDefinition
        {
            Family = family,
            Revision = revision,
            RegisteredAt = definition.Epoch("registeredAt"),
            Cpu = definition.Text("cpu"),
            Memory = definition.Text("memory"),
            TaskRole = definition.Text("taskRoleArn"),
            ExecutionRole = definition.Text("executionRoleArn"),
            NetworkMode = definition.Text("networkMode"),
            Containers = [.. definition.Items("containerDefinitions").Select(item => Container(item, hasher))],
        };

    private static EcsDeployment? Deployment(JsonElement deployment) =>
        deployment.Text("id") is not { } id || deployment.Text("taskDefinition") is not { } definition ? null : new EcsDeployment
        {
            Id = id,
            Status = deployment.Text("status") ?? "",
            TaskDefinition = definition,
            CreatedAt = deployment.Epoch("createdAt"),
            DesiredCount = deployment.Integer("desiredCount"),
            RunningCount = deployment.Integer("runningCount"),
            PendingCount = deployment.Integer("pendingCount"),
            FailedTasks = deployment.Integer("failedTasks"),
            RolloutState = deployment.Text("rolloutState"),
            RolloutStateReason = deployment.Text("rolloutStateReason"),
        };

    private static EcsContainerDefinition Container(JsonElement container, EnvironmentHasher hasher)
    {
        var logs = container.Member("logConfiguration") ?? default;
        return new EcsContainerDefinition
        {
            Name = container.Text("name") ?? "",
            Image = container.Text("image"),
            Cpu = container.Integer("cpu"),
            Memory = container.Integer("memory"),
            MemoryReservation = container.Integer("memoryReservation"),
            IsEssential = container.Flag("essential") ?? true,
            EntryPoint = container.Texts("entryPoint"),
            Command = container.Texts("command"),
            Environment = Pairs(container, "environment", "value").ToDictionary(pair => pair.Key, pair => hasher.Hash(pair.Value)),
            Secrets = Pairs(container, "secrets", "valueFrom"),
            Ports = [.. container.Items("portMappings").Select(Port)],
            HealthCheck = container.Member("healthCheck") is { ValueKind: JsonValueKind.Object } check ? HealthCheck(check) : null,
            LogDriver = logs.Text("logDriver"),
            LogOptions = PlaceOptions
                .Select(option => (Name: option, Value: logs.Member("options")?.Text(option)))
                .Where(option => option.Value is not null)
                .ToDictionary(option => option.Name, option => option.Value!),
        };
    }

    private static Dictionary<string, string> Pairs(JsonElement container, string member, string value)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in container.Items(member))
        {
            if (item.Text("name") is { } name)
            {
                pairs[name] = item.Text(value) ?? "";
            }
        }

        return pairs;
    }

    private static string Port(JsonElement mapping) => string.Create(
        CultureInfo.InvariantCulture, $"{mapping.Integer("containerPort")}/{mapping.Text("protocol") ?? "tcp"}");

    private static string HealthCheck(JsonElement check) => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(' ', check.Texts("command"))} (every {check.Integer("interval")} s, time-out {check.Integer("timeout")} s, "
        + $"{check.Integer("retries")} retries, {check.Integer("startPeriod") ?? 0} s at start)");
}
