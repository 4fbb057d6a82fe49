using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The state of one task: for a stopped one, why, in ECS's own words.</summary>
internal static class EcsTaskState
{
    /// <summary>Without a health check a task that has run this long counts as healthy.</summary>
    private static readonly TimeSpan Proven = TimeSpan.FromMinutes(5);

    public static ResourceState Of(CollectionContext context, string cluster, EcsTaskDescription task) => new()
    {
        EvidenceId = context.Ids.For("state", EcsNames.Task(context, cluster, task.Id).Id),
        Resource = EcsNames.Task(context, cluster, task.Id),
        Status = StatusOf(task, context.Window.To),
        NativeStatus = context.Redactor.Redact(
            $"{task.LastStatus ?? "UNKNOWN"}{(task.StopCode is { } code ? $", {code}" : $", {task.HealthStatus ?? "UNKNOWN"}")}"),
        Conditions = [.. Conditions(context, task)],
        Attributes = StateAttributes.Of(context, Attributes(task)),
        ObservedAt = context.Time.GetUtcNow(),
        Pointer = new Pointer
        {
            Api = "ecs:DescribeTasks",
            Parameters = new Dictionary<string, string> { ["cluster"] = cluster, ["task"] = task.Id },
        },
    };

    /// <summary>A task that the scheduler stops to make room for another has not failed; its exit code is a signal's.</summary>
    public static bool HasFailed(EcsTaskDescription task) => task.IsStopped
        && (task.StopCode is "EssentialContainerExited" or "TaskFailedToStart" or "SpotInterruption" or "TerminationNotice"
            || task.StoppedReason?.Contains("health checks", StringComparison.OrdinalIgnoreCase) == true
            || task.Containers.Any(container => IsOutOfMemory(container.Reason)));

    private static ResourceStatus StatusOf(EcsTaskDescription task, DateTimeOffset now) => task switch
    {
        { IsStopped: true } => HasFailed(task) ? ResourceStatus.Failed : ResourceStatus.Stopped,
        { HealthStatus: "UNHEALTHY" } => ResourceStatus.Degraded,
        { LastStatus: "RUNNING", HealthStatus: "HEALTHY" } => ResourceStatus.Healthy,
        { LastStatus: "RUNNING", StartedAt: { } started } when now - started >= Proven => ResourceStatus.Healthy,
        _ => ResourceStatus.Unknown,
    };

    private static IEnumerable<ResourceCondition> Conditions(CollectionContext context, EcsTaskDescription task)
    {
        if (!task.IsStopped)
        {
            yield break;
        }

        yield return new ResourceCondition
        {
            Type = "Stopped",
            Reason = context.Redactor.RedactOptional(task.StopCode),
            Message = context.Redactor.RedactOptional(task.StoppedReason),
            Since = task.StoppedAt,
        };
        foreach (var container in task.Containers.Where(container => container.ExitCode is not null || container.Reason is not null))
        {
            yield return new ResourceCondition
            {
                Type = "ContainerStopped",
                Reason = context.Redactor.Redact(ReasonOf(container)),
                Message = context.Redactor.Redact($"{container.Reason ?? ReasonOf(container)} (container {container.Name})"),
                Since = task.StoppedAt,
            };
        }
    }

    /// <summary>ECS begins a container's reason with a word of its own, such as <c>CannotPullContainerError</c>.</summary>
    private static string ReasonOf(EcsContainer container) => container.Reason?.Split(':')[0] is { Length: > 0 and <= 80 } word
        ? word
        : string.Create(CultureInfo.InvariantCulture, $"exit code {container.ExitCode}");

    private static bool IsOutOfMemory(string? reason) => reason?.Contains("OutOfMemory", StringComparison.OrdinalIgnoreCase) == true;

    private static IEnumerable<KeyValuePair<string, string?>> Attributes(EcsTaskDescription task)
    {
        yield return new("taskDefinition", EcsNames.Tail(task.TaskDefinition));
        yield return new("lastStatus", task.LastStatus);
        yield return new("desiredStatus", task.DesiredStatus);
        yield return new("healthStatus", task.HealthStatus);
        yield return new("stopCode", task.StopCode);
        yield return new("startedBy", task.StartedBy);
        yield return new("launchType", task.LaunchType);
        yield return new("availabilityZone", task.AvailabilityZone);
        yield return new("createdAt", Text(task.CreatedAt));
        yield return new("startedAt", Text(task.StartedAt));
        yield return new("stoppedAt", Text(task.StoppedAt));
        yield return new("exitCodes", string.Join(", ", task.Containers.Where(container => container.ExitCode is not null)
            .Select(container => string.Create(CultureInfo.InvariantCulture, $"{container.Name}={container.ExitCode}"))));
    }

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
