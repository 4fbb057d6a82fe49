using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// Reads many log groups with each query. A count per group and minute comes first: it tells how the window must be cut so
/// that no query is cut off, and which groups are too loud to be read whole. A refusal that names one group costs that
/// group only. An endpoint that cannot count, or does not tell groups apart, is asked for the lines alone.
/// </summary>
internal sealed class InsightsReader(InsightsRunner insights, CollectionContext context, CollectorAwsOptions options)
{
    private const int MaxGroups = 50;
    private const int MaxRows = 10_000;
    private const int ConcurrentQueries = 2;
    private const string CountQuery = "stats count(*) as lines by @log, bin(1m) as minute | sort minute asc | limit 10000";
    private const string ProblemFilter =
        "| filter @message like /(?i)(error|exception|fail|fatal|panic|timed out|timeout|denied|refused|throttl|warn|killed)/ ";

    /// <summary>What fails half way keeps what was read, and is noted in the reading; only cancellation goes through.</summary>
    public async Task ReadAsync(IReadOnlyList<LogReading> readings, CancellationToken cancellationToken)
    {
        foreach (var readingsOfAQuery in readings.Chunk(MaxGroups))
        {
            await CountAsync(readingsOfAQuery, cancellationToken);
            var (whole, loud) = Divide([.. readingsOfAQuery.Where(reading => reading.Failure is null)]);
            await ReadAsync(whole, onlyProblems: false, cancellationToken);
            await ReadAsync(loud, onlyProblems: true, cancellationToken);
        }
    }

    private async Task CountAsync(IReadOnlyList<LogReading> readings, CancellationToken cancellationToken)
    {
        await CostingOnlyTheNamedAsync(readings, async remaining =>
        {
            // All windows at once, since their waits add up; counted in order of time.
            var results = await Task.WhenAll(Windows().Select(window => insights.RunAsync(
                [.. remaining.Select(r => r.Name)], window, CountQuery, MaxRows, context.Calls, cancellationToken)));
            foreach (var result in results)
            {
                var isCounted = result.Rows.Count == 0 || result.Rows.Any(row => row.ContainsKey("minute"));
                foreach (var reading in remaining)
                {
                    reading.Counts.Add([]);
                    reading.IsCounted &= isCounted;
                }

                Count(remaining, result);
            }
        });
    }

    private static void Count(IReadOnlyList<LogReading> readings, QueryResults result)
    {
        foreach (var row in result.Rows)
        {
            if (Of(readings, row) is { } reading && LogLines.Time(row.GetValueOrDefault("minute")) is { } minute
                && double.TryParse(
                    row.GetValueOrDefault("lines"), NumberStyles.Float, CultureInfo.InvariantCulture, out var lines))
            {
                reading.Counts[^1][minute] = (long)lines;
            }
        }
    }

    /// <summary>The quiet groups together as long as they fit into the queries of a window; the loud ones by their problems.</summary>
    private (IReadOnlyList<LogReading> Whole, IReadOnlyList<LogReading> Loud) Divide(IReadOnlyList<LogReading> readings)
    {
        var readable = (long)options.MaxRowsPerQuery * options.MaxQueriesPerWindow;
        var whole = new List<LogReading>();
        long lines = 0;
        foreach (var reading in readings.OrderBy(r => r.LinesFound).ThenBy(r => r.Name, StringComparer.Ordinal))
        {
            var loudest = reading.Counts.Select(window => window.Values.Sum()).DefaultIfEmpty().Max();
            if (lines + loudest > readable)
            {
                break;
            }

            lines += loudest;
            whole.Add(reading);
        }

        return (whole, [.. readings.Except(whole)]);
    }

    private async Task ReadAsync(IReadOnlyList<LogReading> readings, bool onlyProblems, CancellationToken cancellationToken)
    {
        if (readings.Count == 0)
        {
            return;
        }

        foreach (var reading in readings)
        {
            reading.OnlyProblems = onlyProblems;
        }

        var windows = Windows();
        var slices = windows.SelectMany((window, i) => Slices(readings, window, i)).ToList();
        foreach (var pair in slices.Chunk(ConcurrentQueries))
        {
            // Two at a time, since their waits add up; mined in order of time, so that runs agree.
            await CostingOnlyTheNamedAsync(readings, async remaining =>
            {
                var answers = await Task.WhenAll(pair.Select(slice =>
                    ReadSliceAsync(remaining, slice, onlyProblems, options.MaxRowsPerQuery, cancellationToken)));
                foreach (var (slice, answer) in pair.Zip(answers).SelectMany(read => read.Second.Select(part => (read.First, part))))
                {
                    Mine(slice, answer, cancellationToken);
                }
            });
        }
    }

    private IEnumerable<LogSlice> Slices(IReadOnlyList<LogReading> readings, LogSlice window, int index)
    {
        if (readings.Any(reading => !reading.IsCounted))
        {
            return [window];
        }

        var counts = readings.Where(reading => reading.Counts.Count > index).SelectMany(reading => reading.Counts[index])
            .GroupBy(count => count.Key).ToDictionary(minute => minute.Key, minute => minute.Sum(count => count.Value));
        return counts.Count == 0 ? []
            : LogWindow.Slices(window.From, window.To, counts, options.MaxRowsPerQuery, options.MaxQueriesPerWindow);
    }

    private async Task<IReadOnlyList<SliceAnswer>> ReadSliceAsync(
        IReadOnlyList<LogReading> readings, LogSlice slice, bool onlyProblems, int rows, CancellationToken cancellationToken)
    {
        var filter = onlyProblems ? ProblemFilter : "";
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"fields @timestamp, @message, @logStream, @log {filter}| sort @timestamp asc | limit {rows}");
        try
        {
            var result = await insights.RunAsync(
                [.. readings.Select(r => r.Name)], slice, query, rows, context.Calls, cancellationToken);
            if (readings.Count == 1 || result.Rows.Count == 0 || result.Rows.Any(row => row.ContainsKey("@log")))
            {
                return [new SliceAnswer(readings, result, rows)];
            }
        }
        catch (PermanentCollectionException e) when (e.ProviderCode == AwsErrors.ResponseTooLarge && rows > 1_000)
        {
            // Long lines: ten times fewer rows surely fit, and what is missing shows as skipped.
            return await ReadSliceAsync(readings, slice, onlyProblems, rows / 10, cancellationToken);
        }

        var parts = new List<SliceAnswer>();
        foreach (var reading in readings)
        {
            parts.AddRange(await ReadSliceAsync([reading], slice, onlyProblems, rows, cancellationToken));
        }

        return parts;
    }

    /// <summary>Ends between two lines when the run's time is up: what is in a log may be made to take long.</summary>
    private void Mine(LogSlice slice, SliceAnswer answer, CancellationToken cancellationToken)
    {
        var (readings, result, asked) = answer;
        var lines = result.Rows
            .Select(row => (Row: row, Reading: Of(readings, row), Time: LogLines.Time(row.GetValueOrDefault("@timestamp"))))
            .Where(line => line.Reading is not null && line.Time >= slice.From && line.Time < slice.To)
            .OrderBy(line => line.Time).ToList();

        // An endpoint that does not tell how many matched has cut the answer when it is as long as it may be.
        var cut = Math.Max(0, (result.RecordsMatched ?? (result.Rows.Count >= asked ? asked + 1 : 0)) - result.Rows.Count);
        var isBefore = slice.From < Floor(context.Window.From);
        if (cut > 0)
        {
            // All groups of the query have lost its end. How many lines each is not known; most are likely the loudest's.
            readings.MaxBy(reading => lines.Count(line => line.Reading == reading))!.LinesCutOff += cut;
            var until = Until(slice, lines.Count > 0 ? lines[^1].Time : null, isBefore);
            foreach (var reading in readings)
            {
                reading.EndAt(until, isBefore);
            }
        }

        foreach (var (row, reading, time) in lines.Where(line => line.Reading!.Reaches(line.Time!.Value, isBefore)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.GetValueOrDefault("@message") is { } message)
            {
                reading!.Miner.Add(LogLines.Of(context, reading, time!.Value, message, row.GetValueOrDefault("@logStream") ?? ""));
            }
        }
    }

    /// <summary>
    /// Where a window ends whose answer was cut off, in minutes from its start. A minute that was read in part does not count in
    /// the hour before, which would look quieter than it was; in the incident it does: what broke out in it is evidence.
    /// </summary>
    private DateTimeOffset Until(LogSlice slice, DateTimeOffset? last, bool isBefore)
    {
        var from = isBefore ? context.AdjacentBaseline!.From : context.Window.From;
        var whole = Math.Max(0, Math.Floor(((last ?? slice.From) - from).TotalMinutes));
        return from.AddMinutes(isBefore || last is null ? whole : whole + 1);
    }

    /// <summary>AWS writes <c>account:group</c>, others the group alone.</summary>
    private static LogReading? Of(IReadOnlyList<LogReading> readings, IReadOnlyDictionary<string, string> row)
    {
        if (readings.Count == 1)
        {
            return readings[0];
        }

        var log = row.GetValueOrDefault("@log");
        var name = log?[(log.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return readings.FirstOrDefault(reading => reading.Name == name);
    }

    private static async Task CostingOnlyTheNamedAsync(
        IReadOnlyList<LogReading> readings, Func<IReadOnlyList<LogReading>, Task> work)
    {
        while (readings.Where(reading => reading.Failure is null).ToList() is { Count: > 0 } remaining)
        {
            try
            {
                await work(remaining);
                return;
            }
            catch (CollectionException e) when (remaining.Count > 1 && IsAboutOne(e))
            {
                var named = Named(remaining, e);
                named.ForEach(reading => reading.Failure = e);
                if (named.Count == 0)
                {
                    await HalvesAsync(remaining, work, e);
                    return;
                }
            }
            catch (CollectionException e)
            {
                remaining.ForEach(reading => reading.Failure = e);
            }
        }
    }

    /// <summary>
    /// For an endpoint that says that a group is missing or malformed and not which: the half without it is read whole. Where
    /// several groups were refused each by itself, it is the query that is refused, and the others are not tried.
    /// </summary>
    private static async Task HalvesAsync(
        List<LogReading> readings, Func<IReadOnlyList<LogReading>, Task> work, CollectionException refusal)
    {
        List<LogReading> first = [.. readings.Take(readings.Count / 2)];
        List<LogReading> second = [.. readings.Skip(first.Count)];
        await CostingOnlyTheNamedAsync(first, work);
        if (first.Count > 1 && first.TrueForAll(reading => reading.Failure is not null))
        {
            second.ForEach(reading => reading.Failure = refusal);
            return;
        }

        await CostingOnlyTheNamedAsync(second, work);
    }

    private static bool IsAboutOne(CollectionException error) =>
        error.ProviderCode is AwsErrors.NotFound or AwsErrors.InvalidParameter or AwsErrors.ValidationError
        || error.Reason is RefusalReason.MissingPermission;

    /// <summary>The groups that a refusal names.</summary>
    private static List<LogReading> Named(IReadOnlyList<LogReading> readings, CollectionException error) =>
        [.. readings.Where(reading => error.Message.Contains($"log-group:{reading.Name}:", StringComparison.Ordinal)
            || error.Message.Contains($"'{reading.Name}'", StringComparison.Ordinal)
            || error.Message.Contains($" {reading.Name} ", StringComparison.Ordinal))];

    /// <summary>Whole seconds, because Insights knows no others; no second is in two windows, or its lines would count twice.</summary>
    private List<LogSlice> Windows()
    {
        var windows = new List<LogSlice>();
        if (context.AdjacentBaseline is { } adjacent)
        {
            windows.Add(new LogSlice(Floor(adjacent.From), Floor(adjacent.To), null));
        }

        windows.Add(new LogSlice(Floor(context.Window.From), Floor(context.Window.To).AddSeconds(1), null));
        return windows;
    }

    private static DateTimeOffset Floor(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    /// <param name="Readings">The groups of the query.</param>
    /// <param name="Result">What it gave.</param>
    /// <param name="Asked">Rows that were asked for at most.</param>
    private sealed record SliceAnswer(IReadOnlyList<LogReading> Readings, QueryResults Result, int Asked);
}
