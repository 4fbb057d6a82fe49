using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// One place that evidence comes from. A source streams what it finds and never retries: the HTTP pipeline below it owns
/// retries, the runner above it turns what it throws into coverage.
/// </summary>
public interface IEvidenceSource
{
    /// <summary>What the source may call; it calls nothing else.</summary>
    SourcePlan Plan { get; }

    /// <summary>False when the source has nothing to say about this target; it is then not started.</summary>
    bool AppliesTo(CollectionTarget target);

    /// <summary>
    /// Streams evidence. Throws <see cref="CollectionException"/> for what the cloud refused and
    /// <see cref="OperationCanceledException"/> when cancelled; anything else is reported as a failed source.
    /// </summary>
    IAsyncEnumerable<EvidenceBatch> CollectAsync(CollectionContext context, CancellationToken cancellationToken);
}
