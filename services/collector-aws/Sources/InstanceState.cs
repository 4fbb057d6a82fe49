using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// The state of an instance with the attributes that are allowed to leave the collector. Conditions hold only what is not
/// as it should be: a check that does not pass, an event that AWS has scheduled, the reason why the instance does not run.
/// </summary>
internal static class InstanceState
{
    private const int MaxEvents = 10;

    /// <summary>At least one of both is given: a call that was refused leaves the other's facts.</summary>
    public static ResourceState Of(
        CollectionContext context, ResourceRef resource, CloudInstance? instance, CloudInstanceStatus? status)
    {
        var (health, native) = Status(instance, status);
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", resource.Id),
            Resource = resource,
            Status = health,
            NativeStatus = context.Redactor.Redact(native),
            Conditions = [.. Conditions(instance, status).Select(condition => condition with
            {
                Reason = context.Redactor.RedactOptional(condition.Reason),
                Message = context.Redactor.RedactOptional(condition.Message),
            })],
            Attributes = StateAttributes.Of(context, Attributes(instance, status)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = "ec2:DescribeInstanceStatus",
                Parameters = new Dictionary<string, string>
                {
                    ["instanceId"] = resource.Name, ["includeAllInstances"] = "true",
                },
                ConsoleLink = ConsoleLinks.Instance(context.Region, resource.Name),
            },
        };
    }

    private static (ResourceStatus Status, string Native) Status(CloudInstance? instance, CloudInstanceStatus? status)
    {
        var state = instance?.State ?? "unknown state";
        var checks = string.Join(", ", Checks(status).Select(check => $"{check.Words} {check.Check.Status}"));
        var native = checks.Length > 0 ? $"{state}, {checks}" : state;
        return (state, status) switch
        {
            ("stopped" or "stopping" or "terminated" or "shutting-down", _) => (ResourceStatus.Stopped, native),
            (_, { System.Status: "impaired" } or { Instance.Status: "impaired" }) => (ResourceStatus.Failed, native),
            (_, { AttachedEbs.Status: "impaired" }) => (ResourceStatus.Degraded, native),
            ("running", { System.Status: "ok", Instance.Status: "ok" }) => (ResourceStatus.Healthy, native),
            _ => (ResourceStatus.Unknown, native),
        };
    }

    private static IEnumerable<(string Type, string Words, StatusCheck Check)> Checks(CloudInstanceStatus? status)
    {
        if (status?.System is { } system)
        {
            yield return ("SystemStatus", "system check", system);
        }

        if (status?.Instance is { } instance)
        {
            yield return ("InstanceStatus", "instance check", instance);
        }

        if (status?.AttachedEbs is { } ebs)
        {
            yield return ("AttachedEbsStatus", "attached EBS check", ebs);
        }
    }

    private static IEnumerable<ResourceCondition> Conditions(CloudInstance? instance, CloudInstanceStatus? status)
    {
        foreach (var (type, words, check) in Checks(status).Where(c => c.Check.Status is not ("ok" or "not-applicable")))
        {
            yield return new ResourceCondition
            {
                Type = type, Reason = check.Status, Message = $"The {words} is {check.Status}.", Since = check.ImpairedSince,
            };
        }

        foreach (var planned in (status?.Events ?? []).Take(MaxEvents))
        {
            yield return new ResourceCondition
            {
                Type = "ScheduledEvent", Reason = planned.Code, Message = planned.Description, Since = planned.NotBefore,
            };
        }

        if (instance is { State: not "running", StateReasonCode: not null } or { State: not "running", StateTransitionReason: not null })
        {
            yield return new ResourceCondition
            {
                Type = "State",
                Reason = instance.StateReasonCode,
                Message = instance.StateReasonMessage ?? instance.StateTransitionReason,
                Since = InstanceHistory.TransitionTime(instance),
            };
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Attributes(CloudInstance? i, CloudInstanceStatus? status)
    {
        yield return new("systemStatus", status?.System?.Status);
        yield return new("instanceStatus", status?.Instance?.Status);
        yield return new("attachedEbsStatus", status?.AttachedEbs?.Status);
        if (i is null)
        {
            yield break;
        }

        yield return new("name", i.Tags.GetValueOrDefault("Name"));
        yield return new("autoScalingGroupName", i.Tags.GetValueOrDefault("aws:autoscaling:groupName"));
        yield return new("instanceType", i.Type);
        yield return new("imageId", i.ImageId);
        yield return new("availabilityZone", i.AvailabilityZone);
        yield return new("launchTime", i.LaunchedAt?.ToString("O", CultureInfo.InvariantCulture));
        yield return new("platformDetails", i.Platform);
        yield return new("architecture", i.Architecture);
        yield return new("instanceLifecycle", i.Lifecycle);
        yield return new("tenancy", i.Tenancy);
        yield return new("monitoring", i.Monitoring);
        yield return new("vpcId", i.VpcId);
        yield return new("subnetId", i.SubnetId);
        yield return new("securityGroupIds", string.Join(", ", i.SecurityGroups.Order(StringComparer.Ordinal)));
        yield return new("iamInstanceProfile", i.InstanceProfile);
    }
}
