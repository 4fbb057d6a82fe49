using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// One filter over one stretch of time while its pages are read, newest or oldest first. What a page gives is taken at once,
/// and reading ends where what was taken is as much as a window may hold, so that memory does not grow with the log.
/// </summary>
/// <param name="logging">The client.</param>
/// <param name="project">Where.</param>
/// <param name="filter">Which entries.</param>
/// <param name="newestFirst">The order.</param>
/// <param name="take">Takes an entry and answers how many bytes it keeps of it.</param>
internal sealed class LogWindowReader(ILoggingClient logging, string project, string filter, bool newestFirst, Func<CloudLogEntry, int> take)
{
    /// <summary>A run has four windows and a collector four runs: a hundred megabytes in the worst case.</summary>
    public const int MaxHeldBytes = 6 * 1024 * 1024;
    private const int LargestPage = 1_000;
    private const int SmallestPage = 50;
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private string? _token;
    private long _held;
    private int _pageSize = LargestPage;

    public bool IsComplete { get; private set; }

    public CollectionException? Failure { get; private set; }

    /// <summary>A page that was too large, where a smaller one has not been asked for yet.</summary>
    public CollectionException? TooLarge { get; private set; }

    /// <summary>Why it ended before its end; null while it may go on.</summary>
    public string? Stopped { get; private set; }

    /// <summary>The last entry's time in the order of reading; null before the first.</summary>
    public DateTimeOffset? Reached { get; private set; }

    public long Read { get; private set; }

    public bool MayGoOn => !IsComplete && Failure is null && Stopped is null;

    /// <summary>One page. An empty one that has a token is no end.</summary>
    public async Task NextAsync(CallMeter calls, CancellationToken cancellationToken)
    {
        LogPage<CloudLogEntry> page;
        try
        {
            page = await logging.ListEntriesAsync(project, filter, newestFirst, _pageSize, _token, calls, cancellationToken);
        }
        catch (CollectionException e) when (e.ProviderCode == GcpErrors.ResponseTooLarge && _token is null && _pageSize > SmallestPage)
        {
            // Entries may be a quarter of a megabyte each; fewer of them fit.
            (_pageSize, TooLarge) = (SmallestPage, e);
            return;
        }
        catch (CollectionException e)
        {
            Failure = e;
            return;
        }

        TooLarge = null;
        foreach (var entry in page.Entries)
        {
            if (_held >= MaxHeldBytes)
            {
                Stopped = $"its lines fill the {MaxHeldBytes / (1024 * 1024)} MiB that a window may hold";
                return;
            }

            _held += take(entry);
            Read++;
            Reached = entry.Time;
        }

        IsComplete = page.NextToken is null;
        if (page.NextToken is { } token && !_tokens.Add(token))
        {
            Stopped = "a page's token leads to itself";
        }

        _token = page.NextToken;
    }
}
