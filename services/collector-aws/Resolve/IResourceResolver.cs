using CauseFlow.Collection;
using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// Finds what an alarm or a request points at, for one AWS service: the resource, its neighbours, and where its logs are.
/// </summary>
internal interface IResourceResolver
{
    /// <summary>True when the alarm's dimensions or the requested resources are of this resolver's service.</summary>
    bool Handles(CollectionContext context);

    /// <summary>
    /// Resources and relations, each relation with the rule that found it. A call that fails is a coverage row of
    /// <see cref="AwsResolve"/>, never an exception: what is known without it still counts.
    /// </summary>
    Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken);
}
