using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// The changes of a service, told from its deployments: each revision is compared with the one that it replaced. A
/// deployment that was rolled back is no longer listed; the tasks that it started still tell of it.
/// </summary>
internal static class EcsHistory
{
    private const string Api = "ecs:DescribeServices";
    private const int MaxChanges = 10;
    private const string DeploymentPrefix = "ecs-svc/";

    /// <summary>ECS writes milliseconds; the second covers the cloud's own clock.</summary>
    private const double UncertaintySeconds = 1;

    public static async Task<IReadOnlyList<Change>> ChangesAsync(
        CollectionContext context, ResourceRef service, IReadOnlyList<Rollout> rollouts, TimeSpan lookback,
        TaskDefinitionReader definitions, Cuts cuts, CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        var earliest = context.Window.To - lookback;
        var latest = cuts.Take(
            Enumerable.Range(0, rollouts.Count).Where(i => rollouts[i].At >= earliest).Reverse(), MaxChanges, Api,
            $"deployments of {service.Name}");
        foreach (var i in latest.Reverse())
        {
            var revision = rollouts[i].Revision;
            var previous = rollouts.Take(i).LastOrDefault(earlier => earlier.Revision != revision)?.Revision ?? Before(revision);
            var before = previous is null ? null : await definitions.FindAsync(previous, cancellationToken);
            var after = await definitions.FindAsync(revision, cancellationToken);
            changes.Add(Make(context, service, rollouts[i], before, after));
        }

        return changes;
    }

    /// <summary>Deployments, listed or only known by their tasks, oldest first.</summary>
    public static IReadOnlyList<Rollout> Rollouts(
        IReadOnlyList<EcsDeployment> deployments, IReadOnlyList<EcsTaskDescription> tasks)
    {
        var listed = deployments.Where(deployment => deployment.CreatedAt is not null).Select(deployment =>
            new Rollout(deployment.Id, EcsNames.Tail(deployment.TaskDefinition), deployment.CreatedAt!.Value, UncertaintySeconds));
        var forgotten = tasks
            .Where(task => task.CreatedAt is not null && task.StartedBy is { } by
                && by.StartsWith(DeploymentPrefix, StringComparison.Ordinal) && deployments.All(listed => listed.Id != by))
            .GroupBy(task => (Deployment: task.StartedBy!, Revision: EcsNames.Tail(task.TaskDefinition)))

            // The tasks of a deployment that was simply replaced did not fail, and do not tell when it began.
            .Where(group => group.Any(task => EcsTaskState.HasFailed(task)))
            .Select(group => FirstSeen(group.Key.Deployment, group.Key.Revision, [.. group]));
        return [.. listed.Concat(forgotten).OrderBy(rollout => rollout.At)
            .ThenBy(rollout => rollout.Id, StringComparer.Ordinal)];
    }

    /// <summary>Its first known task was started up to a minute after the deployment itself.</summary>
    private static Rollout FirstSeen(string deployment, string revision, IReadOnlyList<EcsTaskDescription> tasks) =>
        new(deployment, revision, tasks.Min(task => task.CreatedAt!.Value), 60);

    /// <summary>The revision registered before: what a deployment most likely replaced when nothing else tells.</summary>
    private static string? Before(string revision) =>
        revision.Split(':') is [var family, var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var current) && current > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{family}:{current - 1}")
            : null;

    private static Change Make(
        CollectionContext context, ResourceRef service, Rollout rollout, EcsTaskDefinition? before, EcsTaskDefinition? after)
    {
        var redactor = context.Redactor;
        var (id, revision) = (redactor.Redact(rollout.Id), redactor.Redact(rollout.Revision));
        var differences = new List<Difference>
        {
            new() { Field = TaskDefinitionDifferences.RevisionField, Before = redactor.RedactOptional(before?.Name), After = revision },
        };
        var known = before is null || after is null ? null : TaskDefinitionDifferences.Between(before, after, redactor);
        differences.AddRange(known ?? []);
        var what = known switch
        {
            null => "what it changed is not known",
            [] => $"the same settings as {differences[0].Before}",
            _ => $"against {differences[0].Before}: {string.Join(", ", known.Select(difference => difference.Field).Take(20))}",
        };
        return new Change
        {
            EvidenceId = context.Ids.For("change", service.Id, id, revision),
            Resource = service,
            Kind = ChangeKind.Deployment,
            Time = new FactTime
            {
                OccurredAt = rollout.At, UncertaintySeconds = rollout.UncertaintySeconds, ObservedAt = context.Time.GetUtcNow(),
            },
            Summary = $"{service.Name} was deployed as {revision}, {what}",
            Differences = differences,
            Pointer = new Pointer
            {
                Api = Api,
                Parameters = new Dictionary<string, string> { ["service"] = service.Id, ["deployment"] = id },
                ConsoleLink = EcsNames.Parts(service) is { } parts
                    ? ConsoleLinks.EcsService(context.Region, parts.Cluster, parts.Name, "deployments") : null,
            },
        };
    }
}

/// <summary>A revision that was rolled out.</summary>
/// <param name="Id">Id of the deployment.</param>
/// <param name="Revision"><c>family:revision</c>.</param>
/// <param name="At">When it began.</param>
/// <param name="UncertaintySeconds">How sure that is.</param>
internal sealed record Rollout(string Id, string Revision, DateTimeOffset At, double UncertaintySeconds);
