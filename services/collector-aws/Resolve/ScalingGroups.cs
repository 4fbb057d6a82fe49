using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>Auto Scaling groups as resources. A group's ARN holds an id that no alarm names, so that its name is the id.</summary>
internal static class ScalingGroups
{
    private const int MaxLength = 255;

    public static ResourceRef Resource(CollectionContext context, string rawName)
    {
        var name = context.Redactor.Redact(rawName);
        return AwsResources.Of(context, ResourceKinds.AutoScalingGroup, "autoscaling", $"autoScalingGroup:autoScalingGroupName/{name}", name);
    }

    /// <summary>Names may hold spaces and slashes, and no colon.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxLength } && !name.Contains(':', StringComparison.Ordinal) && !name.Any(char.IsControl);
}
