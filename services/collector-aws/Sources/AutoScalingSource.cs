using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// How large a group is and is to be, how its instances are, what it did lately and what it failed to do: a launch that fails
/// says why in its own words.
/// </summary>
internal sealed class AutoScalingSource(AutoScalingClient scaling) : IEvidenceSource
{
    private const string Groups = AutoScalingClient.GroupsApi;
    private const string Activities = AutoScalingClient.ActivitiesApi;
    private const int MaxGroups = 3;
    private const int MaxChanges = 20;
    private const int MaxFailures = 5;

    /// <summary>As long as a change may be blamed at all.</summary>
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(4);

    public SourcePlan Plan => AwsPlans.AutoScaling;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var groups = cuts.Take(
            context.Resources.Where(resource => resource.Kind == ResourceKinds.AutoScalingGroup), MaxGroups, Groups, "Auto Scaling groups");
        if (groups.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Groups, CoverageOutcome.NotApplicable, "No Auto Scaling group was resolved.")],
            };
            yield break;
        }

        var attempts = new Attempts(context, Plan);
        var found = await attempts.TryAsync(Groups, () =>
            scaling.DescribeGroupsAsync([.. groups.Select(group => group.Name)], context.Calls, cancellationToken));
        var batches = new List<EvidenceBatch>();
        foreach (var group in groups)
        {
            var listed = await attempts.TryAsync(
                Activities, () => scaling.DescribeActivitiesAsync(group.Name, context.Calls, cancellationToken));
            var from = context.Window.From - Lookback;
            cuts.Listed(listed is null || listed.IsComplete || listed.Items.Any(activity => activity.StartedAt < from), Activities, $"activities of {group.Name}");
            batches.Add(Batch(
                context, group, found?.FirstOrDefault(it => it.Name == group.Name),
                [.. (listed?.Items ?? []).Where(activity => activity.StartedAt >= from && activity.StartedAt <= context.Window.To)], cuts));
        }

        yield return new EvidenceBatch
        {
            States = [.. batches.SelectMany(batch => batch.States)],
            Changes = [.. batches.SelectMany(batch => batch.Changes)],
            Coverage = [.. attempts.Rows, .. cuts.Rows],
        };
    }

    private static EvidenceBatch Batch(
        CollectionContext context, ResourceRef group, CloudScalingGroup? found, List<ScalingActivity> activities, Cuts cuts)
    {
        var failures = activities.Where(ScalingHistory.IsFailure).OrderByDescending(activity => activity.StartedAt).Take(MaxFailures).ToList();
        var done = cuts.Take(
            activities.Where(activity => !ScalingHistory.IsFailure(activity)).OrderByDescending(activity => activity.StartedAt),
            MaxChanges, Activities, $"activities of {group.Name}");
        return new EvidenceBatch
        {
            States = found is null ? [] : [State(context, group, found, failures)],
            Changes = [.. done.Select(activity => ScalingHistory.Of(context, group, activity))],
        };
    }

    private static ResourceState State(
        CollectionContext context, ResourceRef group, CloudScalingGroup found, List<ScalingActivity> failures)
    {
        var well = found.Instances.Count(instance => instance is { Health: "Healthy", Lifecycle: "InService" });
        var isShort = well < (found.Desired ?? 0);
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", group.Id),
            Resource = group,
            Status = well == 0 && found.Desired > 0 ? ResourceStatus.Failed : isShort ? ResourceStatus.Degraded : ResourceStatus.Healthy,
            NativeStatus = $"{Text(well)} of {Text(found.Desired)} instances in service",
            Conditions =
            [
                .. failures.Select(activity => ScalingHistory.Condition(context, activity)),
                .. found.SuspendedProcesses.Order(StringComparer.Ordinal).Take(MaxFailures).Select(process => new ResourceCondition
                {
                    Type = "SuspendedProcess", Reason = context.Redactor.Redact(process),
                    Message = "The group does not do this until somebody resumes it.",
                }),
            ],
            Attributes = StateAttributes.Of(context, new Dictionary<string, string?>
            {
                ["minSize"] = Text(found.Minimum), ["maxSize"] = Text(found.Maximum), ["desiredCapacity"] = Text(found.Desired),
                ["inService"] = Text(well), ["unhealthy"] = Text(found.Instances.Count(instance => instance.Health == "Unhealthy")),
                ["healthCheckType"] = found.HealthCheckType,
                ["availabilityZones"] = string.Join(", ", found.Zones.Order(StringComparer.Ordinal)),
            }),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = Groups, Parameters = new Dictionary<string, string> { ["autoScalingGroupName"] = group.Name },
                ConsoleLink = ConsoleLinks.ScalingGroup(context.Region, group.Name),
            },
        };
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
