using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>What the name of a log group is made of, and whose logs it tells that they are.</summary>
internal static class LogGroupName
{
    private const int MaxLength = 512;

    /// <summary>What CloudWatch Logs accepts in a name; anything else is not worth a call.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or '#');

    /// <summary>The name that a text gives: as it is, or in an ARN of the run's own account and region; null for any other text.</summary>
    public static string? From(CollectionContext context, string text)
    {
        var prefix = $"arn:{AwsEndpoints.PartitionOf(context.Region)}:logs:{context.Region}:{context.Account}:log-group:";
        var name = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        name = name.EndsWith(":*", StringComparison.Ordinal) ? name[..^2] : name;
        return IsName(name) ? name : null;
    }

    /// <summary>
    /// Who writes there: <c>/aws/lambda/NAME</c> is a function, <c>/ecs/CLUSTER/SERVICE</c> (also below <c>/aws</c>) a
    /// service. Of any other group only the name is known, so that the service is named after it.
    /// </summary>
    public static ResourceRef Owner(CollectionContext context, string group) => group.Split('/') switch
    {
        ["", "aws", "lambda", var function] when FunctionName.IsName(function) => FunctionName.Resource(context, function),
        ["", "ecs", { Length: > 0 } cluster, { Length: > 0 } service] => Service(context, cluster, service),
        ["", "aws", "ecs", { Length: > 0 } cluster, { Length: > 0 } service] => Service(context, cluster, service),
        _ => new ResourceRef
        {
            Provider = CloudProvider.Aws,
            Account = context.Account,
            Region = context.Region,
            Kind = ResourceKinds.GenericService,
            Id = $"service:{context.Account}:{context.Region}:{context.Redactor.Redact(group)}",
            Name = context.Redactor.Redact(group.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? group),
        },
    };

    private static ResourceRef Service(CollectionContext context, string cluster, string service) =>
        AwsResources.Of(context, ResourceKinds.EcsService, "ecs", $"service/{cluster}/{service}", service);
}
