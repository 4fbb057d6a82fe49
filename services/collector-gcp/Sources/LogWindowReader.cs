using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// One filter over one stretch of time while its pages are read, newest or oldest first. What a page gives is taken at once
/// and not kept, so that memory does not grow with the log.
/// </summary>
internal sealed class LogWindowReader(ILoggingClient logging, string project, string filter, bool newestFirst, Action<CloudLogEntry> take)
{
    private const int LargestPage = 1_000;
    private const int SmallestPage = 50;
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private string? _token;
    private int _pageSize = LargestPage;

    public bool IsComplete { get; private set; }

    public CollectionException? Failure { get; private set; }

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
            _pageSize = SmallestPage;
            return;
        }
        catch (CollectionException e)
        {
            Failure = e;
            return;
        }

        foreach (var entry in page.Entries)
        {
            take(entry);
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
