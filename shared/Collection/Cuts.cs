using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// Applies the bounds of a source or of a resolver and says of each that cut how many of how many were looked into: a bound
/// that cuts in silence reads like "there is no more".
/// </summary>
public sealed class Cuts(CollectionContext context, SourcePlan plan)
{
    private readonly List<Coverage> _rows = [];

    /// <summary>One partial row for each bound that cut.</summary>
    public IReadOnlyList<Coverage> Rows => _rows;

    /// <summary>The first <paramref name="max"/> of the items.</summary>
    /// <param name="items">All there is, what matters most first.</param>
    /// <param name="max">How many are looked into.</param>
    /// <param name="api">Service and operation that the others would have been asked with.</param>
    /// <param name="what">What they are, in the plural, such as <c>functions</c>.</param>
    public IReadOnlyList<T> Take<T>(IEnumerable<T> items, int max, string api, string what)
    {
        List<T> all = [.. items];
        if (all.Count <= max)
        {
            return all;
        }

        Add(api, $"{max} of {all.Count} {what} were looked into; the others are beyond the bound.");
        return all[..max];
    }

    /// <summary>Of a listing that ended at its bound of pages, so that not even the number of the others is known.</summary>
    /// <param name="isComplete">Whether it was read to its end.</param>
    /// <param name="api">The listing.</param>
    /// <param name="what">What it lists, in the plural.</param>
    public void Listed(bool isComplete, string api, string what)
    {
        if (!isComplete)
        {
            Add(api, $"There are more {what} than the bound of pages lists; the others were not looked into.");
        }
    }

    private void Add(string api, string detail) =>
        _rows.Add(CoverageRows.Of(context, plan, api, CoverageOutcome.Partial, detail));
}
