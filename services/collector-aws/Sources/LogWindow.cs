namespace CauseFlow.CollectorAws.Sources;

/// <summary>A stretch of a window that one query reads, whole seconds, half open.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End, excluded.</param>
/// <param name="Lines">Lines that the count found in it; null when it was not counted.</param>
internal sealed record LogSlice(DateTimeOffset From, DateTimeOffset To, long? Lines);

/// <summary>Cuts a window into queries that each stay below the number of rows that Insights returns.</summary>
internal static class LogWindow
{
    /// <summary>
    /// Slices of whole minutes with at most <paramref name="maxRows"/> lines each where that is possible with at most
    /// <paramref name="maxSlices"/> of them; otherwise slices of equal length.
    /// </summary>
    public static IReadOnlyList<LogSlice> Slices(
        DateTimeOffset from, DateTimeOffset to, IReadOnlyDictionary<DateTimeOffset, long>? linesPerMinute, int maxRows,
        int maxSlices)
    {
        if (linesPerMinute is null)
        {
            return [new LogSlice(from, to, null)];
        }

        var slices = new List<LogSlice>();
        var start = from;
        long lines = 0;
        foreach (var (minute, count) in linesPerMinute.OrderBy(m => m.Key))
        {
            if (lines > 0 && lines + count > maxRows && minute > start)
            {
                slices.Add(new LogSlice(start, minute, lines));
                (start, lines) = (minute, 0);
            }

            lines += count;
        }

        slices.Add(new LogSlice(start, to, lines));
        return slices.Count <= maxSlices ? slices : Equal(from, to, maxSlices);
    }

    private static List<LogSlice> Equal(DateTimeOffset from, DateTimeOffset to, int count)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling((to - from).TotalSeconds / count));
        var slices = new List<LogSlice>();
        for (var start = from; start < to; start = start.AddSeconds(seconds))
        {
            var end = start.AddSeconds(seconds);
            slices.Add(new LogSlice(start, end < to ? end : to, null));
        }

        return slices;
    }
}
