using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// The calls of a source or of a resolver that may fail each by itself: one that does is a row, and what the others gave is
/// still worth having. Several calls may be under way at once.
/// </summary>
public sealed class Attempts(CollectionContext context, SourcePlan plan)
{
    private readonly Lock _gate = new();
    private readonly List<Coverage> _rows = [];

    /// <summary>One row for each call, ordered by its API; of the same success only one.</summary>
    public IReadOnlyList<Coverage> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows.OrderBy(row => row.Api, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>The call's answer; null when the cloud refused it.</summary>
    /// <param name="api">Service and operation.</param>
    /// <param name="call">The call.</param>
    /// <param name="isComplete">Whether the answer was read to its end; null where it has no pages.</param>
    /// <param name="isPartial">Refusals that say that a part is missing; null where there are none.</param>
    /// <param name="cut">Why the answer ends early, a clause; null, and null of an answer, where it does not.</param>
    public async Task<T?> TryAsync<T>(
        string api, Func<Task<T>> call, Func<T, bool>? isComplete = null, Func<CollectionException, bool>? isPartial = null,
        Func<T, string?>? cut = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            var answer = await call();
            Add(cut?.Invoke(answer) is { } why
                ? CoverageRows.Of(context, plan, api, CoverageOutcome.Partial, $"The list was not read to its end: {why.TrimEnd('.')}.")
                : isComplete?.Invoke(answer) == false
                ? CoverageRows.Of(
                    context, plan, api, CoverageOutcome.Partial, "There are more pages than the bound: the newest entries may be missing.")
                : CoverageRows.Of(context, plan, api, CoverageOutcome.Complete));
            return answer;
        }
        catch (CollectionException e)
        {
            var row = CoverageRows.OfError(context, plan, api, e);
            Add(isPartial?.Invoke(e) == true ? row with { Outcome = CoverageOutcome.Partial } : row);
            return null;
        }
    }

    private void Add(Coverage row)
    {
        lock (_gate)
        {
            if (row.Outcome == CoverageOutcome.Complete)
            {
                _rows.RemoveAll(other => other.Api == row.Api && other.Outcome == CoverageOutcome.Complete);
            }

            _rows.Add(row);
        }
    }
}
