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

    public bool AppliesTo(CollectionTarget target) => target.Alarm is not null || target.Resources.Count > 0;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resources = context.Resources.Where(r => r.Kind == ResourceKinds.Ec2Instance).Take(MaxInstances).ToList();
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
        var rows = new List<Coverage>();
        var statuses = TryAsync(
            context, Statuses, rows, () => ec2.DescribeInstanceStatusAsync(ids, context.Calls, cancellationToken));
        var instances = await TryAsync(
            context, Instances, rows, () => ec2.DescribeInstancesAsync(ids, context.Calls, cancellationToken));
        yield return Batch(context, resources, instances, await statuses, rows);
    }

    private EvidenceBatch Batch(
        CollectionContext context, List<ResourceRef> resources, IReadOnlyList<CloudInstance>? instances,
        IReadOnlyList<CloudInstanceStatus>? statuses, List<Coverage> rows)
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
            Coverage = [.. rows.OrderBy(row => row.Api, StringComparer.Ordinal)],
        };
    }

    /// <summary>Either call fails on its own: what the other gave is still worth having.</summary>
    private async Task<T?> TryAsync<T>(CollectionContext context, string api, List<Coverage> rows, Func<Task<T>> call)
        where T : class
    {
        Coverage row;
        T? result = null;
        try
        {
            result = await call();
            row = CoverageRows.Of(context, Plan, api, CoverageOutcome.Complete);
        }
        catch (CollectionException e) when (e.ProviderCode == AwsErrors.Ec2NotFound)
        {
            row = CoverageRows.OfError(context, Plan, api, e) with { Outcome = CoverageOutcome.Partial };
        }
        catch (CollectionException e)
        {
            row = CoverageRows.OfError(context, Plan, api, e);
        }

        lock (rows)
        {
            rows.Add(row);
        }

        return result;
    }
}
