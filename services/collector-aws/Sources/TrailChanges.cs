using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Makes changes of writes. What another source tells in full, such as a deployment, stays without differences here.</summary>
internal static class TrailChanges
{
    /// <summary>CloudTrail writes whole seconds, of when a request came; it takes effect a little later.</summary>
    private const double UncertaintySeconds = 5;

    /// <summary>Writes beside the work that a service does: they change nothing that it depends on.</summary>
    private static readonly string[] Idle = ["CreateTags", "DeleteTags", "TagResource", "UntagResource", "AddTags", "RemoveTags"];

    public static bool IsChange(TrailEvent write) => write.ErrorCode is null && !Idle.Contains(Operation(write));

    public static Change Of(CollectionContext context, TrailEvent write, ResourceRef resource)
    {
        var redactor = context.Redactor;
        var operation = redactor.Redact(Operation(write));
        var asked = write.Asked.Select(item => item with
        {
            Before = redactor.RedactOptional(item.Before), After = redactor.RedactOptional(item.After),
        }).ToList();
        var words = string.Join(", ", asked.Select(item => $"{item.Field} {item.Before ?? item.After}"));
        return new Change
        {
            EvidenceId = context.Ids.For("change", "cloudtrail", resource.Id, redactor.Redact(write.Id)),
            Resource = resource,
            Kind = KindOf(write),
            Actor = ActorOf(context, write.Identity),
            Time = new FactTime
            {
                OccurredAt = write.Time, UncertaintySeconds = UncertaintySeconds, ObservedAt = context.Time.GetUtcNow(),
            },
            Summary = $"{operation} of {resource.Name}{(words.Length > 0 ? $": {words}" : "")}",
            Differences = asked,
            Pointer = new Pointer
            {
                Api = CloudTrailClient.Api,
                Parameters = new Dictionary<string, string> { ["eventId"] = redactor.Redact(write.Id), ["eventName"] = operation },
                ConsoleLink = ConsoleLinks.TrailEvent(context.Region, redactor.Redact(write.Id)),
            },
        };
    }

    /// <summary>A role says what it is; its session is often a person's address.</summary>
    private static string? ActorOf(CollectionContext context, TrailIdentity identity)
    {
        var name = Actors.Of(context, identity.Name);
        var role = context.Redactor.RedactOptional(identity.Role);
        return role is null || name is null || role == name ? role ?? name : $"{role} ({name})";
    }

    /// <summary>Lambda writes the version of its API behind some names: <c>UpdateFunctionCode20150331v2</c>.</summary>
    private static string Operation(TrailEvent write) =>
        write.Source.StartsWith("lambda.", StringComparison.Ordinal) && write.Name.IndexOf("20", StringComparison.Ordinal) is > 0 and var at
            ? write.Name[..at] : write.Name;

    private static ChangeKind KindOf(TrailEvent write)
    {
        var operation = Operation(write);
        return operation switch
        {
            "UpdateFunctionCode" or "PublishVersion" or "UpdateAlias" or "UpdateService" or "CreateService" or "StartInstanceRefresh" =>
                ChangeKind.Deployment,
            "PutFunctionConcurrency" or "DeleteFunctionConcurrency" or "SetDesiredCapacity" or "UpdateAutoScalingGroup"
                or "TerminateInstanceInAutoScalingGroup" => ChangeKind.Scaling,
            "AddPermission" or "RemovePermission" => ChangeKind.Identity,
            _ when write.Source.Split('.')[0] is "iam" or "sts" or "kms" => ChangeKind.Identity,
            _ when Begins(operation, "Create", "Delete", "Start", "Stop", "Terminate", "Reboot", "Run") => ChangeKind.Lifecycle,
            _ => ChangeKind.Configuration,
        };
    }

    private static bool Begins(string operation, params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in verbs)
        {
            if (operation.StartsWith(verb, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
