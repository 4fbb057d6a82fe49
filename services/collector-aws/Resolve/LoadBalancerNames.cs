using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>Load balancers and target groups as CloudWatch's dimensions name them: by the tail of their ARN.</summary>
internal static class LoadBalancerNames
{
    private const string BalancerPrefix = "loadbalancer/";

    /// <summary><c>app/name/id</c> or <c>net/name/id</c>.</summary>
    public static bool IsBalancer(string? dimension) =>
        dimension?.Split('/') is [("app" or "net" or "gwy"), var name, var id] && IsWord(name) && IsWord(id);

    /// <summary><c>targetgroup/name/id</c>.</summary>
    public static bool IsTargetGroup(string? dimension) =>
        dimension?.Split('/') is ["targetgroup", var name, var id] && IsWord(name) && IsWord(id);

    public static ResourceRef Balancer(CollectionContext context, string dimension) => AwsResources.Of(
        context, ResourceKinds.LoadBalancer, "elasticloadbalancing", BalancerPrefix + dimension, dimension.Split('/')[1]);

    public static ResourceRef TargetGroup(CollectionContext context, string dimension) => AwsResources.Of(
        context, ResourceKinds.TargetGroup, "elasticloadbalancing", dimension, dimension.Split('/')[1]);

    /// <summary>The value of the dimension <c>LoadBalancer</c> or <c>TargetGroup</c> of such a resource; null for another id.</summary>
    public static string? Dimension(ResourceRef resource)
    {
        var path = resource.Id.Split(':', 6) is [_, _, _, _, _, var tail] ? tail : "";
        var dimension = path.StartsWith(BalancerPrefix, StringComparison.Ordinal) ? path[BalancerPrefix.Length..] : path;
        return IsBalancer(dimension) || IsTargetGroup(dimension) ? dimension : null;
    }

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');
}
