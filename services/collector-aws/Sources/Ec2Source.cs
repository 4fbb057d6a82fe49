using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// State, status checks and scheduled events of the resolved instances and their siblings, and what happened to them. Both
/// calls name every instance at once, so that the source costs two calls however large the group is.
/// </summary>
internal sealed class Ec2Source(IEc2Client ec2, CollectorAwsOptions options) : IEvidenceSource
{
    private const string Instances = "ec2:DescribeInstances";
    private const string Statuses = "ec2:DescribeInstanceStatus";

    /// <summary>What DescribeInstanceStatus takes in one call.</summary>
    private const int MaxInstances = 100;

    public SourcePlan Plan => AwsPlans.Ec2;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var resources = cuts.Take(
            context.Resources.Where(r => r.Kind == ResourceKinds.Ec2Instance), MaxInstances, Instances, "instances");
        if (resources.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Instances, CoverageOutcome.NotApplicable, "No instance was resolved.")],
            };
            yield break;
        }

        string[] ids = [.. resources.Select(resource => resource.Name)];
        var attempts = new Attempts(context, Plan);
        var statuses = attempts.TryAsync(
            Statuses, () => ec2.DescribeInstanceStatusAsync(ids, context.Calls, cancellationToken), isPartial: IsGone);
        var instances = await attempts.TryAsync(
            Instances, () => ec2.DescribeInstancesAsync(ids, context.Calls, cancellationToken), isPartial: IsGone);
        yield return Batch(context, resources, instances, await statuses) with { Coverage = [.. attempts.Rows, .. cuts.Rows] };
    }

    private EvidenceBatch Batch(
        CollectionContext context, IReadOnlyList<ResourceRef> resources, IReadOnlyList<CloudInstance>? instances,
        IReadOnlyList<CloudInstanceStatus>? statuses)
    {
        var states = new List<ResourceState>();
        var changes = new List<Change>();
        foreach (var resource in resources)
        {
            var instance = instances?.FirstOrDefault(found => found.Id == resource.Name);
            var status = statuses?.FirstOrDefault(found => found.Id == resource.Name);
            if (instance is not null || status is not null)
            {
                states.Add(InstanceState.Of(context, resource, instance, status));
            }

            changes.AddRange(InstanceHistory.Changes(
                context, resource, instance, status, TimeSpan.FromDays(options.ChangeLookbackDays)));
        }

        return new EvidenceBatch
        {
            States = states,
            Changes = changes,
        };
    }

    /// <summary>One that is gone ends the call for all of them.</summary>
    private static bool IsGone(CollectionException error) => error.ProviderCode == AwsErrors.Ec2NotFound;
}
