using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
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

    private const string ScalingGroupTag = "aws:autoscaling:groupName";
    private const string Instances = "ec2:DescribeInstances";
    private const string LogGroups = "logs:DescribeLogGroups";
    private const int MaxInstances = 5;
    private const int MaxLogGroups = 5;
    private static readonly string[] LogGroupPrefixes = ["/aws/ec2/", "/ec2/"];

    public bool Handles(CollectionContext context) => Named(context).Count > 0;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, AwsResolve.Plan);
        var batches = await Task.WhenAll(
            cuts.Take(Named(context), MaxInstances, Instances, "instances").Select(named => OneAsync(context, named.Id, named.Rule, cancellationToken)));

        // The instances themselves come first: where a bound cuts, it cuts siblings.
        return new EvidenceBatch
        {
            Resources = [.. batches.Select(b => b.Resources[0]), .. batches.SelectMany(b => b.Resources.Skip(1))],
            Relations = [.. batches.SelectMany(b => b.Relations)],
            WatchedLogs = [.. batches.SelectMany(b => b.WatchedLogs)],
            Coverage = [.. batches.SelectMany(b => b.Coverage), .. cuts.Rows],
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
        return named;
    }

    private async Task<EvidenceBatch> OneAsync(
        CollectionContext context, string id, string rule, CancellationToken cancellationToken)
    {
        var self = InstanceId.Resource(context, id);
        var resources = new List<ResourceRef> { self };
        var relations = new List<Relation>();
        var attempts = new Attempts(context, AwsResolve.Plan);
        var cuts = new Cuts(context, AwsResolve.Plan);
        var around = new List<EvidenceBatch>();
        if (AwsResources.Alarm(context) is { } alarm)
        {
            relations.Add(Relations.Of(context, self, alarm, RelationType.MeasuredBy, rule));
        }

        var instance = (await attempts.TryAsync(Instances, () =>
            ec2.DescribeInstancesAsync([id], context.Calls, cancellationToken)))?.FirstOrDefault(found => found.Id == id);
        if (instance is not null)
        {
            around.Add(Surroundings.Of(context, self, instance.SecurityGroups, [], Instances));
            around.Add(GroupOf(context, self, instance));
            foreach (var (sibling, source) in await SiblingsAsync(context, instance, attempts, cancellationToken))
            {
                var resource = InstanceId.Resource(context, sibling.Id);
                resources.Add(resource);
                relations.Add(Relations.Of(context, self, resource, RelationType.SiblingOf, source));
            }

            foreach (var (group, source) in await LogGroupsAsync(context, instance, attempts, cuts, cancellationToken))
            {
                around.Add(AwsResources.LogsTo(context, self, group, source));
            }
        }

        return Batches.Join([
            new EvidenceBatch { Resources = resources, Relations = relations, Coverage = [.. attempts.Rows, .. cuts.Rows] },
            .. around]);
    }

    /// <summary>The Auto Scaling group that started it; AWS sets the tag and nobody else can.</summary>
    private static EvidenceBatch GroupOf(CollectionContext context, ResourceRef self, CloudInstance instance)
    {
        if (instance.Tags.GetValueOrDefault(ScalingGroupTag) is not { } name || !ScalingGroups.IsName(name))
        {
            return new EvidenceBatch();
        }

        var group = ScalingGroups.Resource(context, name);
        return new EvidenceBatch
        {
            Resources = [group],
            Relations = [Relations.Of(context, self, group, RelationType.PartOf, $"tag {ScalingGroupTag}")],
        };
    }

    private async Task<IEnumerable<(CloudInstance Sibling, string Source)>> SiblingsAsync(
        CollectionContext context, CloudInstance instance, Attempts attempts, CancellationToken cancellationToken)
    {
        if (Siblings.SharedTagOf(instance) is not var (tag, value))
        {
            return [];
        }

        var found = await attempts.TryAsync(Instances, () => ec2.DescribeTaggedInstancesAsync(
            tag, value, options.MaxPages, context.Calls, cancellationToken), pages => pages.IsComplete);
        return Siblings.Choose(found?.Items ?? [], instance.Id)
            .Select(sibling => (sibling, context.Redactor.Redact($"tag {tag} = {value}")));
    }

    private async Task<IEnumerable<(string Group, string Source)>> LogGroupsAsync(
        CollectionContext context, CloudInstance instance, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
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
            var found = await attempts.TryAsync(LogGroups, () =>
                logs.DescribeLogGroupsAsync(whole, context.Calls, cancellationToken));
            groups.AddRange((found ?? []).Where(group =>
                group == whole || group.StartsWith(whole + "/", StringComparison.Ordinal)));
        }

        return cuts.Take(groups, MaxLogGroups, LogGroups, $"log groups named after {name}")
            .Select(group => (group, "log group named after the instance's Name tag"));
    }
}
