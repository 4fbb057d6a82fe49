using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// EC2 instances: the dimension <c>InstanceId</c>, or a requested instance; beside it the siblings of its group. Nothing on
/// AWS says where an instance logs to, so a tag does, or a log group that is named after the instance's Name.
/// </summary>
internal sealed class Ec2Resolver(IEc2Client ec2, ILogsClient logs, CollectionOptions options) : IResourceResolver
{
    /// <summary>Tag of an instance that names its log group.</summary>
    private const string LogGroupTag = "causeflow:log-group";

    private const string Instances = "ec2:DescribeInstances";
    private const string LogGroups = "logs:DescribeLogGroups";
    private const int MaxInstances = 5;
    private const int MaxLogGroups = 5;
    private static readonly string[] LogGroupPrefixes = ["/aws/ec2/", "/ec2/"];

    public bool Handles(CollectionContext context) => Named(context).Count > 0;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var batches = await Task.WhenAll(
            Named(context).Select(named => OneAsync(context, named.Id, named.Rule, cancellationToken)));

        // The instances themselves come first: where a bound cuts, it cuts siblings.
        return new EvidenceBatch
        {
            Resources = [.. batches.Select(b => b.Resources[0]), .. batches.SelectMany(b => b.Resources.Skip(1))],
            Relations = [.. batches.SelectMany(b => b.Relations)],
            WatchedLogs = [.. batches.SelectMany(b => b.WatchedLogs)],
            Coverage = [.. batches.SelectMany(b => b.Coverage)],
        };
    }

    private static List<(string Id, string Rule)> Named(CollectionContext context)
    {
        var named = new List<(string Id, string Rule)>();
        if (InstanceId.From(context.Alarm?.Dimensions) is { } id)
        {
            named.Add((id, "alarm dimension InstanceId"));
        }

        named.AddRange(context.Target.Resources
            .Where(resource => resource.Kind == ResourceKinds.Ec2Instance && resource.Region == context.Region)
            .Select(InstanceId.From).OfType<string>().Distinct()
            .Where(requested => named.All(n => n.Id != requested))
            .Select(requested => (requested, "the request")));
        return [.. named.Take(MaxInstances)];
    }

    private async Task<EvidenceBatch> OneAsync(
        CollectionContext context, string id, string rule, CancellationToken cancellationToken)
    {
        var self = InstanceId.Resource(context, id);
        var resources = new List<ResourceRef> { self };
        var relations = new List<Relation>();
        var coverage = new List<Coverage>();
        var logGroups = new List<EvidenceBatch>();
        if (AwsResources.Alarm(context) is { } alarm)
        {
            relations.Add(AwsResources.Relate(context, self, alarm, RelationType.MeasuredBy, rule));
        }

        var instance = (await TryAsync(context, Instances, coverage, () =>
            ec2.DescribeInstancesAsync([id], context.Calls, cancellationToken)))?.FirstOrDefault(found => found.Id == id);
        if (instance is not null)
        {
            foreach (var (sibling, source) in await SiblingsAsync(context, instance, coverage, cancellationToken))
            {
                var resource = InstanceId.Resource(context, sibling.Id);
                resources.Add(resource);
                relations.Add(AwsResources.Relate(context, self, resource, RelationType.SiblingOf, source));
            }

            foreach (var (group, source) in await LogGroupsAsync(context, instance, coverage, cancellationToken))
            {
                logGroups.Add(AwsResources.LogsTo(context, self, group, source));
            }
        }

        return Batches.Join([
            new EvidenceBatch { Resources = resources, Relations = relations, Coverage = coverage }, .. logGroups]);
    }

    private async Task<IEnumerable<(CloudInstance Sibling, string Source)>> SiblingsAsync(
        CollectionContext context, CloudInstance instance, List<Coverage> coverage, CancellationToken cancellationToken)
    {
        if (Siblings.SharedTagOf(instance) is not var (tag, value))
        {
            return [];
        }

        var found = await TryAsync(context, Instances, coverage, () => ec2.DescribeTaggedInstancesAsync(
            tag, value, options.MaxPages, context.Calls, cancellationToken));
        return Siblings.Choose(found?.Items ?? [], instance.Id)
            .Select(sibling => (sibling, context.Redactor.Redact($"tag {tag} = {value}")));
    }

    private async Task<IEnumerable<(string Group, string Source)>> LogGroupsAsync(
        CollectionContext context, CloudInstance instance, List<Coverage> coverage, CancellationToken cancellationToken)
    {
        if (instance.Tags.GetValueOrDefault(LogGroupTag) is { } given)
        {
            return LogGroupName.IsName(given) ? [(given, $"tag {LogGroupTag}")] : [];
        }

        if (instance.Tags.GetValueOrDefault("Name") is not { } name || !LogGroupName.IsName(name))
        {
            return [];
        }

        var groups = new List<string>();
        foreach (var prefix in LogGroupPrefixes)
        {
            var whole = prefix + name;
            var found = await TryAsync(context, LogGroups, coverage, () =>
                logs.DescribeLogGroupsAsync(whole, context.Calls, cancellationToken));
            groups.AddRange((found ?? []).Where(group =>
                group == whole || group.StartsWith(whole + "/", StringComparison.Ordinal)));
        }

        return groups.Take(MaxLogGroups)
            .Select(group => (group, "log group named after the instance's Name tag"));
    }

    /// <summary>A call that fails is a row; what is known without it still counts.</summary>
    private static async Task<T?> TryAsync<T>(
        CollectionContext context, string api, List<Coverage> coverage, Func<Task<T>> call)
        where T : class
    {
        try
        {
            var result = await call();
            coverage.RemoveAll(row => row.Api == api && row.Outcome == CoverageOutcome.Complete);
            coverage.Add(CoverageRows.Of(context, AwsResolve.Plan, api, CoverageOutcome.Complete));
            return result;
        }
        catch (CollectionException e)
        {
            coverage.Add(CoverageRows.OfError(context, AwsResolve.Plan, api, e));
            return null;
        }
    }
}
