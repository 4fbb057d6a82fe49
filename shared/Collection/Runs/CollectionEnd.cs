using CauseFlow.Contracts;

namespace CauseFlow.Collection.Runs;

/// <summary>How a run ended: exactly one of both is set, or none when the lease was closed and nobody waits any more.</summary>
public sealed record CollectionEnd(CollectionCompleted? Completed, CollectionFailed? Failed)
{
    public static CollectionEnd Closed { get; } = new(null, null);
}
