using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The state of a service: counts, rollout, and what its events complain about.</summary>
internal static class EcsServiceState
{
    /// <summary>Events older than the window and its hour of baseline say nothing of this incident.</summary>
    private static readonly TimeSpan EventsBefore = TimeSpan.FromHours(1);

    /// <summary>Phrases of the scheduler's messages, in the order in which they decide.</summary>
    private static readonly (string Phrase, string Type)[] Complaints =
    [
        ("rolling back", "DeploymentRolledBack"), ("deployment failed", "DeploymentFailed"),
        ("unable to place a task", "UnableToPlaceTask"), ("unable to consistently start tasks", "UnableToStartTasks"),
        ("unable to start", "UnableToStartTasks"), ("failed container health checks", "FailedContainerHealthChecks"),
        ("is unhealthy in", "UnhealthyInTargetGroup"), ("failed elb health checks", "UnhealthyInTargetGroup"),
    ];

    public static ResourceState Of(
        CollectionContext context, ResourceRef service, EcsServiceDescription description, EcsTaskDefinition? definition)
    {
        var primary = description.Deployments.FirstOrDefault(deployment => deployment.Status == "PRIMARY");
        var native = $"{description.Status ?? "UNKNOWN"}{(primary?.RolloutState is { } rollout ? $", rollout {rollout}" : "")}";
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", service.Id),
            Resource = service,
            Status = StatusOf(description, primary),
            NativeStatus = context.Redactor.Redact(native),
            Conditions = [.. Rollouts(context, description), .. Events(context, description)],
            Attributes = StateAttributes.Of(context, Attributes(description, primary, definition)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = "ecs:DescribeServices",
                Parameters = new Dictionary<string, string> { ["service"] = service.Id },
                ConsoleLink = EcsNames.Parts(service) is { } parts
                    ? ConsoleLinks.EcsService(context.Region, parts.Cluster, parts.Name, "health") : null,
            },
        };
    }

    private static ResourceStatus StatusOf(EcsServiceDescription service, EcsDeployment? primary) => service switch
    {
        { Status: "INACTIVE" or "DRAINING" } or { DesiredCount: 0 } => ResourceStatus.Stopped,
        { RunningCount: 0 } => ResourceStatus.Failed,
        _ when service.RunningCount < service.DesiredCount || primary is { RolloutState: "FAILED" } or { FailedTasks: > 0 } =>
            ResourceStatus.Degraded,
        { Status: "ACTIVE" } => ResourceStatus.Healthy,
        _ => ResourceStatus.Unknown,
    };

    private static IEnumerable<ResourceCondition> Rollouts(CollectionContext context, EcsServiceDescription service) =>
        from deployment in service.Deployments
        where deployment.RolloutState is not (null or "COMPLETED") || deployment.FailedTasks > 0
        select new ResourceCondition
        {
            Type = "Rollout",
            Reason = context.Redactor.RedactOptional(deployment.RolloutState),
            Message = context.Redactor.Redact(
                $"{EcsNames.Tail(deployment.TaskDefinition)}: {deployment.RunningCount} of {deployment.DesiredCount} running, "
                + $"{deployment.FailedTasks ?? 0} failed. {deployment.RolloutStateReason}"),
            Since = deployment.CreatedAt,
        };

    /// <summary>One condition a complaint: since its first message, in the words of its last.</summary>
    private static IEnumerable<ResourceCondition> Events(CollectionContext context, EcsServiceDescription service) =>
        from item in service.Events
        where item.At >= context.Window.From - EventsBefore
        let type = Complaints.FirstOrDefault(c => item.Message.Contains(c.Phrase, StringComparison.OrdinalIgnoreCase)).Type
        where type is not null
        group item by type into complaint
        let newest = complaint.MaxBy(item => item.At)
        select new ResourceCondition
        {
            Type = complaint.Key,
            Reason = complaint.Count() == 1 ? "one event" : string.Create(CultureInfo.InvariantCulture, $"{complaint.Count()} events"),
            Message = context.Redactor.Redact(newest.Message),
            Since = complaint.Min(item => item.At),
        };

    private static IEnumerable<KeyValuePair<string, string?>> Attributes(
        EcsServiceDescription s, EcsDeployment? primary, EcsTaskDefinition? definition)
    {
        yield return new("desiredCount", Text(s.DesiredCount));
        yield return new("runningCount", Text(s.RunningCount));
        yield return new("pendingCount", Text(s.PendingCount));
        yield return new("rolloutState", primary?.RolloutState);
        yield return new("failedTasks", Text(primary?.FailedTasks));
        yield return new("taskDefinition", s.TaskDefinition is { } arn ? EcsNames.Tail(arn) : null);
        yield return new("launchType", s.LaunchType);
        yield return new("minimumHealthyPercent", Text(s.MinimumHealthyPercent));
        yield return new("maximumPercent", Text(s.MaximumPercent));
        yield return new("deployments", string.Join(", ", s.Deployments.Take(10).Select(deployment =>
            $"{EcsNames.Tail(deployment.TaskDefinition)} {deployment.Status} {deployment.RunningCount} of {deployment.DesiredCount}")));
        yield return new("cpu", definition?.Cpu);
        yield return new("memory", definition?.Memory);
        yield return new("images", string.Join(", ", (definition?.Containers ?? []).Select(container => container.Image)));
        yield return new("environmentNames", string.Join(", ", (definition?.Containers ?? [])
            .SelectMany(container => container.Environment.Keys).Distinct().Order(StringComparer.Ordinal)));
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
