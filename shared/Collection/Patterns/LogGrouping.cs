namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Says of each line of a log which template it is of, by the same masks, words and consolidation that <see cref="LogMiner"/> counts
/// with. A stack trace is one event with the line that it follows, and its lines are of that event's template.
/// </summary>
public static class LogGrouping
{
    /// <summary>Groups all lines. Pure: depends on the lines and their order within a source.</summary>
    /// <param name="lines">Lines of one source in the order in which they were written; sources may be mixed.</param>
    /// <param name="options">Bounds; the defaults are what production uses.</param>
    /// <returns>One for each line, in the order of <paramref name="lines"/>.</returns>
    public static IReadOnlyList<GroupedLine> Group(IEnumerable<SourceLine> lines, LogMiningOptions options)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(options);
        var sources = new Dictionary<string, SourceGrouping>(StringComparer.Ordinal);
        var read = new List<(SourceLine Line, SourceGrouping Source, int Event)>();
        foreach (var line in lines)
        {
            if (!sources.TryGetValue(line.Source, out var source))
            {
                sources.Add(line.Source, source = new SourceGrouping(options));
            }

            read.Add((line, source, source.Add(line.Content)));
        }

        foreach (var source in sources.Values)
        {
            source.Finish();
        }

        var ids = new Dictionary<LogCluster, (string Id, string Template)>();
        return [.. read.Select(item => Of(item.Line, item.Source.ClusterOf(item.Event), ids))];
    }

    private static GroupedLine Of(SourceLine line, LogCluster cluster, Dictionary<LogCluster, (string Id, string Template)> ids)
    {
        if (!ids.TryGetValue(cluster, out var named))
        {
            var template = cluster.Template;
            var isAnywhere = cluster.Words.Any(word => SourceLocation.IsOne(word));
            ids.Add(cluster, named = (EvidenceIds.Stable("pat_", isAnywhere ? template : $"{line.Source}\n{template}"), template));
        }

        return new GroupedLine(line.LineId, named.Id, named.Template);
    }
}
