using System.Globalization;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Ecs;

/// <summary>A task definition as DescribeTaskDefinition shows it. Environment values are in clear, as AWS sends them.</summary>
internal sealed class TaskDefinitionView(LoadedScenario scenario)
{
    private readonly EcsNames names = new(scenario);

    /// <param name="reference">ARN, <c>family:revision</c>, or a family alone for its newest revision.</param>
    /// <param name="region">Region asked.</param>
    public object? Find(string reference, string region)
    {
        var parts = reference[(reference.LastIndexOf('/') + 1)..].Split(':');
        var revision = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : (int?)null;
        var found = (scenario.Data.Ecs?.TaskDefinitions ?? [])
            .Where(definition => region == scenario.Data.Region && definition.Family == parts[0]
                && (revision is null || definition.Revision == revision)
                && scenario.At(definition.RegisteredAtMinute) <= scenario.Now)
            .MaxBy(definition => definition.Revision);
        return found is null ? null : Describe(found);
    }

    private object Describe(ScenarioTaskDefinition definition) => new
    {
        taskDefinitionArn = names.TaskDefinitionArn(definition.Name),
        family = definition.Family,
        revision = definition.Revision,
        status = "ACTIVE",
        cpu = definition.Cpu,
        memory = definition.Memory,
        networkMode = "awsvpc",
        requiresCompatibilities = new[] { "FARGATE" },
        executionRoleArn = RoleArn(definition.ExecutionRole),
        taskRoleArn = definition.TaskRole is { } role ? RoleArn(role) : null,
        registeredAt = scenario.At(definition.RegisteredAtMinute).ToUnixTimeMilliseconds() / 1000.0,
        registeredBy = $"arn:aws:sts::{scenario.Data.Account}:assumed-role/deployer/pipeline",
        containerDefinitions = definition.Containers.Select(Container),
        volumes = Array.Empty<object>(),
    };

    private object Container(ScenarioContainerDefinition container) => new
    {
        name = container.Name,
        image = container.Image,
        cpu = container.Cpu,
        memory = container.Memory,
        essential = container.Essential,
        command = container.Command.Count > 0 ? container.Command : null,
        environment = container.Environment.Select(pair => new { name = pair.Key, value = pair.Value }),
        secrets = container.Secrets.Select(pair => new { name = pair.Key, valueFrom = pair.Value }),
        portMappings = container.Ports.Select(port => new { containerPort = port, hostPort = port, protocol = "tcp" }),
        healthCheck = container.HealthCheck is { } command
            ? new { command = new[] { "CMD-SHELL", command }, interval = 30, timeout = 5, retries = 3 }
            : null,
        logConfiguration = container.LogGroup is { } group
            ? new
            {
                logDriver = "awslogs",
                options = new Dictionary<string, string>
                {
                    ["awslogs-group"] = group,
                    ["awslogs-region"] = scenario.Data.Region,
                    ["awslogs-stream-prefix"] = container.LogStreamPrefix,
                },
            }
            : null,
    };

    private string RoleArn(string name) => $"arn:aws:iam::{scenario.Data.Account}:role/{name}";
}
