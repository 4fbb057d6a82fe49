using System.Globalization;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// The bytes of list pages that one run reads, over all its sources: whoever acts in a subscription chooses how long the
/// entries of its lists are, and four runs share one process.
/// </summary>
internal sealed class ListedBytes(int ofList, int ofRun)
{
    private long _run;

    /// <summary>Counts a page that was read; why no other is read after it, a clause, or null.</summary>
    /// <param name="list">The list's bytes so far, this page included.</param>
    /// <param name="page">This page's.</param>
    public string? Cut(long list, int page)
    {
        var run = Interlocked.Add(ref _run, page);
        return list >= ofList ? string.Create(CultureInfo.InvariantCulture, $"it has more than {ofList / 1024} KiB, which is the bound of one list")
            : run >= ofRun ? string.Create(CultureInfo.InvariantCulture, $"the lists of this run have more than {ofRun / 1024} KiB, which is the bound of all")
            : null;
    }
}
