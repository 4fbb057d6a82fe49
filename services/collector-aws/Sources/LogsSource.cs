using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// Log templates of the incident against the hour before. A count per minute comes first: it tells how the window must be
/// cut so that no query is cut off, and how much was not read when there is too much.
/// </summary>
internal sealed class LogsSource(ILogsClient logs, CollectionOptions collection, CollectorAwsOptions options) : IEvidenceSource
{
    private const string Api = "logs:StartQuery";
    private const string CountQuery = "stats count(*) as lines by bin(1m) as minute | sort minute asc | limit 10000";
    private const int ConcurrentQueries = 2;
    private const string ProblemFilter =
        "| filter @message like /(?i)(error|exception|fail|fatal|panic|timed out|timeout|denied|refused|throttl|warn|killed)/ ";

    public SourcePlan Plan => AwsPlans.Logs;

    public bool AppliesTo(CollectionTarget target) => target.Alarm is not null || target.Resources.Count > 0;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = LogGroups(context);
        if (groups.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.NotApplicable, "No log group belongs to what was resolved.")],
            };
        }

        foreach (var (group, owner) in groups)
        {
            var reading = new LogReading(group, owner, new LogMiner(context.Window, collection.Mining));
            var failure = await ReadAsync(context, reading, cancellationToken);
            yield return Batch(context, reading, failure);
        }
    }

    private static List<(ResourceRef Group, ResourceRef Owner)> LogGroups(CollectionContext context)
    {
        var groups = context.Relations
            .Where(relation => relation.Type == RelationType.LogsTo && relation.To.Kind == ResourceKinds.LogGroup)
            .Select(relation => (relation.To, relation.From))
            .ToList();
        groups.AddRange(context.Target.Resources
            .Where(resource => resource.Kind == ResourceKinds.LogGroup && resource.Region == context.Region
                && resource.Account == context.Account && groups.All(g => g.To.Name != resource.Name))
            .Select(resource => (resource, resource)));
        return groups;
    }

    /// <summary>Reads both windows. What fails half way keeps what was read; only cancellation goes through.</summary>
    private async Task<CollectionException?> ReadAsync(
        CollectionContext context, LogReading reading, CancellationToken cancellationToken)
    {
        var insights = new InsightsRunner(logs, options, context.Time);
        try
        {
            var windows = Windows(context);
            var counts = await Task.WhenAll(
                windows.Select(window => CountAsync(insights, context, reading, window, cancellationToken)));
            reading.LinesFound = counts.Sum(count => count.Values.Sum());
            var readable = (long)options.MaxRowsPerQuery * options.MaxQueriesPerWindow;
            reading.OnlyProblems = counts.Any(count => count.Values.Sum() > readable);
            var slices = windows.Zip(counts).Where(pair => pair.Second.Count > 0).SelectMany(pair => LogWindow.Slices(
                pair.First.From, pair.First.To, pair.Second, options.MaxRowsPerQuery, options.MaxQueriesPerWindow));
            await ReadSlicesAsync(insights, context, reading, slices, cancellationToken);
            return null;
        }
        catch (CollectionException e)
        {
            return e;
        }
    }

    private static async Task<SortedDictionary<DateTimeOffset, long>> CountAsync(
        InsightsRunner insights, CollectionContext context, LogReading reading, LogSlice window,
        CancellationToken cancellationToken)
    {
        var result = await insights.RunAsync(
            reading.Group.Name, window, CountQuery, 10_000, context.Calls, cancellationToken);
        var counts = new SortedDictionary<DateTimeOffset, long>();
        foreach (var row in result.Rows)
        {
            if (Time(row.GetValueOrDefault("minute")) is { } minute && double.TryParse(
                row.GetValueOrDefault("lines"), NumberStyles.Float, CultureInfo.InvariantCulture, out var lines))
            {
                counts[minute] = (long)lines;
            }
        }

        return counts;
    }

    /// <summary>Two queries at a time, since their waits add up; mined in order of time, so that runs agree.</summary>
    private async Task ReadSlicesAsync(
        InsightsRunner insights, CollectionContext context, LogReading reading, IEnumerable<LogSlice> slices,
        CancellationToken cancellationToken)
    {
        foreach (var pair in slices.Chunk(ConcurrentQueries))
        {
            var answers = await Task.WhenAll(pair.Select(slice => ReadSliceAsync(
                insights, context, reading, slice, options.MaxRowsPerQuery, cancellationToken)));
            foreach (var (slice, answer) in pair.Zip(answers))
            {
                Mine(context, reading, slice, answer);
            }
        }
    }

    private static async Task<QueryResults> ReadSliceAsync(
        InsightsRunner insights, CollectionContext context, LogReading reading, LogSlice slice, int rows,
        CancellationToken cancellationToken)
    {
        var filter = reading.OnlyProblems ? ProblemFilter : "";
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"fields @timestamp, @message, @logStream {filter}| sort @timestamp asc | limit {rows}");
        try
        {
            return await insights.RunAsync(reading.Group.Name, slice, query, rows, context.Calls, cancellationToken);
        }
        catch (PermanentCollectionException e) when (e.ProviderCode == AwsErrors.ResponseTooLarge && rows > 1_000)
        {
            // Long lines: ten times fewer rows surely fit, and what is missing shows as skipped.
            return await ReadSliceAsync(insights, context, reading, slice, rows / 10, cancellationToken);
        }
    }

    private static void Mine(CollectionContext context, LogReading reading, LogSlice slice, QueryResults result)
    {
        reading.LinesCutOff += Math.Max(0, result.RecordsMatched - result.Rows.Count);
        foreach (var row in result.Rows)
        {
            if (row.GetValueOrDefault("@message") is { } message
                && Time(row.GetValueOrDefault("@timestamp")) is { } time && time >= slice.From && time < slice.To)
            {
                var stream = context.Redactor.Redact(row.GetValueOrDefault("@logStream") ?? "");
                reading.Miner.Add(new LogLine(
                    time, context.Redactor.Redact(message), LinePointer(context, reading.Group, stream, time)));
            }
        }
    }

    private EvidenceBatch Batch(CollectionContext context, LogReading reading, CollectionException? failure)
    {
        var mined = reading.Miner.Finish();
        return new EvidenceBatch
        {
            Logs = [.. mined.Patterns.Select(pattern => Evidence(context, reading, pattern))],
            Coverage = [Row(context, reading, mined, failure)],
        };
    }

    private Coverage Row(CollectionContext context, LogReading reading, LogMiningResult mined, CollectionException? failure)
    {
        var row = failure switch
        {
            null => CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete),
            { ProviderCode: AwsErrors.NotFound } => CoverageRows.OfError(context, Plan, Api, failure) with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = $"The log group {reading.Group.Name} does not exist in {context.Region}: "
                    + "the function has never logged there, or the group was deleted.",
                Remedy = "Check the function's LoggingConfig and whether its role may create and write the log group.",
            },
            _ => CoverageRows.OfError(context, Plan, Api, failure),
        };
        var skipped = reading.OnlyProblems || failure is not null
            ? Math.Max(0, reading.LinesFound - mined.LinesRead)
            : reading.LinesCutOff;
        if (failure is null && skipped > 0)
        {
            row = row with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = reading.OnlyProblems
                    ? $"{reading.LinesFound} lines are more than may be read: only those that look like problems were."
                    : $"{skipped} of {reading.LinesFound} lines were not read.",
                Remedy = "Raise CollectorAws:MaxQueriesPerWindow if the log group is worth its cost.",
            };
        }

        return row with { LinesRead = mined.LinesRead, LinesSkipped = skipped, BytesScanned = context.Calls.BytesScanned };
    }

    private static LogPattern Evidence(CollectionContext context, LogReading reading, MinedPattern pattern) => new()
    {
        EvidenceId = context.Ids.For("log", reading.Group.Id, pattern.PatternId),
        Resource = reading.Owner,
        PatternId = pattern.PatternId,
        Template = pattern.Template,
        Severity = pattern.Severity,
        ExceptionType = pattern.ExceptionType,
        BaselineCountsPerMinute = pattern.BaselineCountsPerMinute,
        IncidentCountsPerMinute = pattern.IncidentCountsPerMinute,
        FirstSeen = pattern.FirstSeen,
        LastSeen = pattern.LastSeen,
        Samples = pattern.Samples,
        ObservedAt = context.Time.GetUtcNow(),
    };

    private static Pointer LinePointer(CollectionContext context, ResourceRef group, string stream, DateTimeOffset time) => new()
    {
        Api = "logs:GetLogEvents",
        Parameters = new Dictionary<string, string>
        {
            ["logGroupName"] = group.Name,
            ["logStreamName"] = stream,
            ["startTime"] = time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        },
        ConsoleLink = ConsoleLinks.LogStream(context.Region, group.Name, stream),
    };

    /// <summary>Whole seconds, because Insights knows no others; no second is in two windows, or its lines would count twice.</summary>
    private static List<LogSlice> Windows(CollectionContext context)
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

    /// <summary>Insights writes <c>yyyy-MM-dd HH:mm:ss.SSS</c> and means UTC.</summary>
    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time : null;

    private sealed class LogReading(ResourceRef group, ResourceRef owner, LogMiner miner)
    {
        public ResourceRef Group => group;

        public ResourceRef Owner => owner;

        public LogMiner Miner => miner;

        public long LinesFound { get; set; }

        /// <summary>Lines that matched a query beyond its limit of rows.</summary>
        public long LinesCutOff { get; set; }

        public bool OnlyProblems { get; set; }
    }
}
