using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The states of target groups and load balancers. Each target that gets no traffic is a condition with its reason.</summary>
internal static class TargetHealth
{
    private const int MaxTargets = 20;
    private const int MaxMessage = 300;

    /// <summary>Reasons of targets that are on their way, or that nobody checks.</summary>
    private static readonly string[] Passing =
        ["Elb.RegistrationInProgress", "Elb.InitialHealthChecking", "Target.DeregistrationInProgress", "Target.HealthCheckDisabled"];

    /// <summary>At least one of both is given: a call that was refused leaves the other's facts.</summary>
    public static ResourceState OfGroup(
        CollectionContext context, ResourceRef group, CloudTargetGroup? found, IReadOnlyList<CloudTarget>? targets)
    {
        var failing = (targets ?? []).Where(target => target.State != "healthy" && !Passing.Contains(target.Reason))
            .OrderBy(target => target.Id, StringComparer.Ordinal).ThenBy(target => target.Port).ToList();
        var well = targets?.Count(target => target.State == "healthy");
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", group.Id),
            Resource = group,
            Status = targets is null || targets.Count == 0 ? ResourceStatus.Unknown
                : failing.Count == 0 ? ResourceStatus.Healthy : well == 0 ? ResourceStatus.Failed : ResourceStatus.Degraded,
            NativeStatus = targets is null ? "targets not read" : string.Create(
                CultureInfo.InvariantCulture, $"{well} of {targets.Count} targets healthy"),
            Conditions = [.. failing.Take(MaxTargets).Select(target => Condition(context, target))],
            Attributes = StateAttributes.Of(context, new Dictionary<string, string?>
            {
                ["targets"] = Text(targets?.Count), ["healthyTargets"] = Text(well), ["unhealthyTargets"] = Text(failing.Count),
                ["targetType"] = found?.TargetType, ["protocol"] = found?.Protocol, ["port"] = Text(found?.Port),
                ["healthCheckProtocol"] = found?.HealthCheckProtocol, ["healthCheckPort"] = found?.HealthCheckPort,
                ["healthCheckPath"] = found?.HealthCheckPath, ["healthCheckMatcher"] = found?.Matcher,
                ["healthCheckIntervalSeconds"] = Text(found?.HealthCheckIntervalSeconds),
                ["healthCheckTimeoutSeconds"] = Text(found?.HealthCheckTimeoutSeconds),
                ["healthyThreshold"] = Text(found?.HealthyThreshold), ["unhealthyThreshold"] = Text(found?.UnhealthyThreshold),
            }),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = LoadBalancerClient.HealthApi, Parameters = new Dictionary<string, string> { ["targetGroupArn"] = group.Id },
                ConsoleLink = ConsoleLinks.TargetGroup(context.Region, group.Id),
            },
        };
    }

    public static ResourceState OfBalancer(CollectionContext context, ResourceRef balancer, CloudLoadBalancer found) => new()
    {
        EvidenceId = context.Ids.For("state", balancer.Id),
        Resource = balancer,
        Status = found.State switch
        {
            "active" => ResourceStatus.Healthy,
            "active_impaired" => ResourceStatus.Degraded,
            "failed" => ResourceStatus.Failed,
            _ => ResourceStatus.Unknown,
        },
        NativeStatus = context.Redactor.Redact(found.State ?? "unknown"),
        Conditions = found.StateReason is not { } reason ? [] :
        [
            new ResourceCondition { Type = "State", Reason = found.State ?? "unknown", Message = context.Redactor.RedactUpTo(reason, MaxMessage) },
        ],
        Attributes = StateAttributes.Of(context, new Dictionary<string, string?>
        {
            ["type"] = found.Type, ["scheme"] = found.Scheme,
            ["availabilityZones"] = string.Join(", ", found.Zones.Order(StringComparer.Ordinal)),
            ["securityGroupIds"] = string.Join(", ", found.SecurityGroups.Order(StringComparer.Ordinal)),
            ["createdTime"] = found.CreatedAt?.ToString("O", CultureInfo.InvariantCulture),
        }),
        ObservedAt = context.Time.GetUtcNow(),
        Pointer = new Pointer
        {
            Api = LoadBalancerClient.BalancersApi, Parameters = new Dictionary<string, string> { ["loadBalancerArn"] = balancer.Id },
            ConsoleLink = ConsoleLinks.LoadBalancer(context.Region, balancer.Id),
        },
    };

    /// <summary>The target's name leads the message, so that a rule finds the resource that it is.</summary>
    private static ResourceCondition Condition(CollectionContext context, CloudTarget target)
    {
        var port = target.Port is { } given ? string.Create(CultureInfo.InvariantCulture, $":{given}") : "";
        return new ResourceCondition
        {
            Type = "TargetHealth",
            Reason = context.Redactor.Redact(target.Reason ?? target.State),
            Message = context.Redactor.RedactUpTo(
                $"{Name(target.Id)}{port} is {target.State}: {target.Description ?? target.Reason}", MaxMessage),
        };
    }

    /// <summary>Of a function its name, of everything else the id as it is.</summary>
    private static string Name(string id) => id.Split(':', 7) is ["arn", _, "lambda", _, _, _, var function] ? function.Split(':')[0] : id;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
