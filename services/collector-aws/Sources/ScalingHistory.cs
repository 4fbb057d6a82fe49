using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>What a group did as changes of it, and what it failed to do as conditions.</summary>
internal static class ScalingHistory
{
    private const int MaxCause = 400;

    /// <summary>Auto Scaling writes whole seconds.</summary>
    private const double UncertaintySeconds = 1;

    /// <summary>What has failed changed nothing: it is a condition of the group.</summary>
    public static bool IsFailure(ScalingActivity activity) => activity.Status is "Failed" or "Cancelled";

    public static Change Of(CollectionContext context, ResourceRef group, ScalingActivity activity)
    {
        var redactor = context.Redactor;
        var cause = activity.Cause is { } why ? $" ({redactor.RedactUpTo(why, MaxCause)})" : "";
        var isRefresh = Says(activity, "instance refresh");
        return new Change
        {
            EvidenceId = context.Ids.For("change", group.Id, redactor.Redact(activity.Id)),
            Resource = group,
            Kind = isRefresh ? ChangeKind.Deployment : ChangeKind.Scaling,
            Time = new FactTime
            {
                OccurredAt = activity.StartedAt, UncertaintySeconds = UncertaintySeconds, ObservedAt = context.Time.GetUtcNow(),
            },
            Summary = redactor.Redact($"{group.Name}: {activity.Description ?? activity.Status}{cause}"),
            Differences = [],
            Pointer = new Pointer
            {
                Api = AutoScalingClient.ActivitiesApi,
                Parameters = new Dictionary<string, string>
                {
                    ["autoScalingGroupName"] = group.Name, ["activityId"] = redactor.Redact(activity.Id),
                },
                ConsoleLink = ConsoleLinks.ScalingGroup(context.Region, group.Name),
            },
        };
    }

    public static ResourceCondition Condition(CollectionContext context, ScalingActivity activity) => new()
    {
        Type = "ScalingActivity",
        Reason = activity.Status,
        Message = context.Redactor.RedactUpTo($"{activity.Description}: {activity.StatusMessage ?? activity.Cause}", MaxCause),
        Since = activity.StartedAt,
    };

    private static bool Says(ScalingActivity activity, string words) =>
        activity.Cause?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
}
