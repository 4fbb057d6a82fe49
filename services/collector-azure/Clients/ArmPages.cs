using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>The items of a list as far as it was read.</summary>
/// <param name="Items">What is kept of each, in Azure's order.</param>
/// <param name="Cut">Why it ends early, a clause; null where it does not.</param>
/// <param name="Failure">The page that failed after others were read; null for none.</param>
internal sealed record ArmPages<T>(IReadOnlyList<T> Items, string? Cut = null, CollectionException? Failure = null)
{
    /// <summary>Whether it ends early because there is more of it than a run reads.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>Why it ends early; null where it does not.</summary>
    public string? Why => Cut ?? Failure?.Message;
}
