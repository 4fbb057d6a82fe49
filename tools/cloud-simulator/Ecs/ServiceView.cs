using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Ecs;

/// <summary>A service as DescribeServices shows it.</summary>
internal sealed class ServiceView(LoadedScenario scenario)
{
    private readonly EcsNames names = new(scenario);

    public object Describe(ScenarioEcsCluster cluster, ScenarioEcsService service)
    {
        var shown = service.Deployments.Where(deployment => Passed(deployment.CreatedAtMinute)).ToList();
        return new
        {
            serviceArn = names.ServiceArn(cluster, service),
            serviceName = service.Name,
            clusterArn = names.ClusterArn(cluster),
            loadBalancers = service.Targets.Select(target => new
            {
                targetGroupArn = $"arn:aws:elasticloadbalancing:{scenario.Data.Region}:{scenario.Data.Account}:{target.TargetGroup}",
                containerName = target.Container,
                containerPort = target.Port,
            }),
            serviceRegistries = Array.Empty<object>(),
            networkConfiguration = new { awsvpcConfiguration = new { securityGroups = service.SecurityGroupIds, assignPublicIp = "DISABLED" } },
            status = "ACTIVE",
            desiredCount = service.DesiredCount,
            runningCount = shown.Sum(deployment => deployment.Running),
            pendingCount = shown.Sum(deployment => deployment.Pending),
            launchType = service.LaunchType,
            platformVersion = "LATEST",
            taskDefinition = names.TaskDefinitionArn(shown[0].TaskDefinition),
            deploymentConfiguration = new
            {
                deploymentCircuitBreaker = new { enable = false, rollback = false },
                maximumPercent = service.MaximumPercent,
                minimumHealthyPercent = service.MinimumHealthyPercent,
            },
            deployments = shown.Select(Deployment),
            events = service.Events.Where(item => Passed(item.Minute)).Take(100).Select(item => new
            {
                id = new Guid(System.Security.Cryptography.SHA256.HashData(
                    System.Text.Encoding.UTF8.GetBytes($"{service.Name} {item}")).AsSpan(0, 16)).ToString(),
                createdAt = Epoch(item.Minute),
                message = item.Message,
            }),
            createdAt = Epoch(service.CreatedAtMinute),
            schedulingStrategy = "REPLICA",
            enableECSManagedTags = true,
            propagateTags = "NONE",
            enableExecuteCommand = false,
        };
    }

    private object Deployment(ScenarioEcsDeployment deployment) => new
    {
        id = deployment.Id,
        status = deployment.Status,
        taskDefinition = names.TaskDefinitionArn(deployment.TaskDefinition),
        desiredCount = deployment.Desired,
        pendingCount = deployment.Pending,
        runningCount = deployment.Running,
        failedTasks = deployment.Failed,
        createdAt = Epoch(deployment.CreatedAtMinute),
        updatedAt = Epoch(deployment.UpdatedAtMinute ?? deployment.CreatedAtMinute),
        launchType = "FARGATE",
        platformVersion = "1.4.0",
        rolloutState = deployment.RolloutState,
        rolloutStateReason = deployment.RolloutStateReason,
    };

    private bool Passed(double minute) => scenario.At(minute) <= scenario.Now;

    private double Epoch(double minute) => scenario.At(minute).ToUnixTimeMilliseconds() / 1000.0;
}
