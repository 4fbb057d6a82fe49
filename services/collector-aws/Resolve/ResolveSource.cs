using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// From the alarm, as the cloud reports it, to what it watches. Each resolver knows one AWS service; those that handle the
/// alarm run side by side, and the alarm itself is a resource in any case.
/// </summary>
internal sealed class ResolveSource(IReadOnlyList<IResourceResolver> resolvers) : IEvidenceSource
{
    public SourcePlan Plan => ResolvePlan.Plan;

    public bool AppliesTo(CollectionTarget target) => target.Alarm is not null || target.Resources.Count > 0;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (AwsResources.Alarm(context) is { } alarm)
        {
            yield return new EvidenceBatch { Resources = [alarm] };
        }

        var handling = resolvers.Where(resolver => resolver.Handles(context)).ToList();
        if (handling.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Plan.Calls[0].Permission, CoverageOutcome.NotApplicable,
                    context.Alarm is null
                        ? "There is no alarm of the cloud's own to resolve, and no known resource was named."
                        : "The alarm's dimensions name no resource that can be looked into.")],
            };
        }

        foreach (var batch in await Task.WhenAll(handling.Select(r => r.ResolveAsync(context, cancellationToken))))
        {
            yield return batch;
        }
    }
}
