using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CauseFlow.CloudSimulation.Logs;

/// <summary>One column of a result row.</summary>
internal sealed record ResultField(string Field, string Value);

/// <summary>Rows and statistics of a finished query.</summary>
internal sealed record InsightsResult(
    IReadOnlyList<IReadOnlyList<ResultField>> Rows,
    long RecordsMatched,
    long RecordsScanned,
    long BytesScanned);

/// <summary>Runs a parsed query over generated lines.</summary>
internal static partial class InsightsEngine
{
    /// <param name="query">The query.</param>
    /// <param name="lines">Lines of the window with the identifier of their group.</param>
    /// <param name="requestLimit">Limit of StartQuery; the query's own limit wins.</param>
    public static InsightsResult Run(
        InsightsQuery query, IReadOnlyList<(LogLine Line, string Group)> lines, int requestLimit)
    {
        var matched = lines
            .Where(item => query.Filters.All(
                alternatives => alternatives.Any(filter => Value(filter.Field, item.Line, item.Group) is { } value
                    && filter.Test(value))))
            .ToList();
        var rows = query.Stats is { } stats ? Counted(stats, query, matched) : Listed(query, matched);
        return new InsightsResult(
            [.. rows.Take(query.Limit ?? requestLimit)],
            matched.Count,
            lines.Count,
            lines.Sum(item => (long)Encoding.UTF8.GetByteCount(item.Line.Message)));
    }

    private static IEnumerable<IReadOnlyList<ResultField>> Listed(
        InsightsQuery query, List<(LogLine Line, string Group)> matched)
    {
        var field = query.SortField ?? "@timestamp";
        var sorted = field == "@timestamp"
            ? Ordered(matched, item => item.Line.Time, query.SortDescending)
            : Ordered(matched, item => Value(field, item.Line, item.Group), query.SortDescending);

        // AWS appends the pointer to every row whether it was asked for or not.
        return sorted.Select(item => (IReadOnlyList<ResultField>)
        [
            .. query.Fields.Where(name => name != "@ptr")
                .Select(name => (Name: name, Value: Value(name, item.Line, item.Group)))
                .Where(pair => pair.Value is not null)
                .Select(pair => new ResultField(pair.Name, pair.Value!)),
            new ResultField("@ptr", item.Line.Pointer),
        ]);
    }

    private static IEnumerable<IReadOnlyList<ResultField>> Counted(
        InsightsStats stats, InsightsQuery query, List<(LogLine Line, string Group)> matched)
    {
        if (stats.BinName is null)
        {
            return [[new ResultField(stats.CountName, Number(matched.Count))]];
        }

        var bins = matched
            .GroupBy(item => (
                Log: stats.ByLog ? item.Group : "",
                Start: item.Line.Time.UtcTicks / stats.BinSize.Ticks * stats.BinSize.Ticks))
            .Select(bin => (bin.Key.Log, bin.Key.Start, Count: bin.Count()));
        var sorted = query.SortField == stats.CountName
            ? Ordered(bins, bin => bin.Count, query.SortDescending)
            : Ordered(bins, bin => bin.Start, query.SortDescending);
        return sorted.Select(bin => (IReadOnlyList<ResultField>)
        [
            .. stats.ByLog ? new[] { new ResultField("@log", bin.Log) } : [],
            new ResultField(stats.BinName, Stamp(new DateTimeOffset(bin.Start, TimeSpan.Zero))),
            new ResultField(stats.CountName, Number(bin.Count)),
        ]);
    }

    private static IEnumerable<T> Ordered<T, TKey>(IEnumerable<T> items, Func<T, TKey> key, bool descending) =>
        descending ? items.OrderByDescending(key) : items.OrderBy(key);

    private static string? Value(string field, LogLine line, string group) => field switch
    {
        "@timestamp" => Stamp(line.Time),
        "@ingestionTime" => Stamp(line.Time.AddMilliseconds(750)),
        "@message" => line.Message,
        "@logStream" => line.Stream,
        "@log" => group,
        "@ptr" => line.Pointer,
        _ => RequestId().Match(line.Message) is { Success: true } match ? match.Value : null,
    };

    private static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RequestId();
}
