using CauseFlow.Collection;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>Makes the references and relations of a run's account and region.</summary>
internal static class AwsResources
{
    /// <param name="context">Gives account and region.</param>
    /// <param name="kind">One of <see cref="ResourceKinds"/>.</param>
    /// <param name="service">Service part of the ARN, such as <c>lambda</c>.</param>
    /// <param name="path">Resource part of the ARN, such as <c>function:checkout</c>.</param>
    /// <param name="name">Name for people.</param>
    /// <param name="aliases">Other names under which metrics, logs or other services know it.</param>
    public static ResourceRef Of(
        CollectionContext context, string kind, string service, string path, string name, IReadOnlyList<string>? aliases = null) => new()
        {
            Provider = CloudProvider.Aws,
            Account = context.Account,
            Region = context.Region,
            Kind = kind,
            Id = $"arn:{AwsEndpoints.PartitionOf(context.Region)}:{service}:{context.Region}:{context.Account}:{path}",
            Name = name,
            Aliases = aliases ?? [],
        };

    /// <summary>The log group of that raw name, as it is published.</summary>
    public static ResourceRef LogGroup(CollectionContext context, string rawName)
    {
        var name = context.Redactor.Redact(rawName);
        return Of(context, ResourceKinds.LogGroup, "logs", $"log-group:{name}", name);
    }

    /// <summary>That a resource logs there, and the raw name for the calls: the one is of no use without the other.</summary>
    /// <param name="context">Gives the ids.</param>
    /// <param name="owner">Who writes.</param>
    /// <param name="rawName">The log group as the cloud names it.</param>
    /// <param name="source">The rule or API that found it.</param>
    /// <param name="filterPattern">See <see cref="WatchedLogGroup"/>.</param>
    public static EvidenceBatch LogsTo(
        CollectionContext context, ResourceRef owner, string rawName, string source, string? filterPattern = null)
    {
        var group = LogGroup(context, rawName);
        return new EvidenceBatch
        {
            Resources = [group],
            Relations = [Relations.Of(context, owner, group, RelationType.LogsTo, source)],
            WatchedLogs = [new WatchedLogGroup(rawName, owner, filterPattern)],
        };
    }

    /// <summary>The alarm that the run is about; null when it has none of the cloud's own.</summary>
    public static ResourceRef? Alarm(CollectionContext context) => context.Alarm is not { } alarm ? null : new()
    {
        Provider = CloudProvider.Aws,
        Account = context.Account,
        Region = context.Region,
        Kind = ResourceKinds.CloudWatchAlarm,
        Id = alarm.Id,
        Name = alarm.Name,
    };
}
