using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>Which metrics an alarm on metric math or on an anomaly band really watches.</summary>
public static partial class WatchedMetrics
{
    private const int MatchTimeoutMilliseconds = 250;

    /// <summary>
    /// The metrics that the returned lines read, each once: the returned lines in their order, and of an expression
    /// what it names in the order of its text, through other expressions. Where no line is returned all lines count as
    /// returned.
    /// </summary>
    public static IReadOnlyList<MetricExpression> Of(IReadOnlyList<MetricExpression> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var returned = lines.Where(line => line.ReturnData).ToList();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<MetricExpression>();
        foreach (var line in returned.Count > 0 ? returned : lines)
        {
            Read(line, lines, visited, found);
        }

        return found;
    }

    private static void Read(
        MetricExpression line, IReadOnlyList<MetricExpression> lines, HashSet<string> visited,
        List<MetricExpression> found)
    {
        // Expressions that name each other in a circle end here, as deep as there are lines.
        if (!visited.Add(line.Id))
        {
            return;
        }

        if (line.Expression is null)
        {
            found.Add(line);
            return;
        }

        foreach (var next in Named(line.Expression, lines))
        {
            Read(next, lines, visited, found);
        }
    }

    private static IEnumerable<MetricExpression> Named(string expression, IReadOnlyList<MetricExpression> lines)
    {
        MatchCollection words;
        try
        {
            words = Word().Matches(expression);
            _ = words.Count;
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }

        return words.SelectMany(word => word.Groups["all"].Success
            ? lines.Where(line => line.Expression is null
                && line.Id.Contains(word.Groups["part"].Value, StringComparison.Ordinal))
            : lines.Where(line => line.Id == word.Groups["id"].Value).Take(1));
    }

    // METRICS() reads every metric, METRICS("errors") those whose id holds that text. Any other quoted text (SEARCH,
    // SELECT) names no line. Ids begin with a lower-case letter; functions are in capitals and are none.
    [GeneratedRegex(
        """(?<all>\bMETRICS\s*\(\s*(?:["'](?<part>[^"']*)["']\s*)?\))|"[^"]*"|'[^']*'|\b(?<id>[a-z][A-Za-z0-9_]*)""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, MatchTimeoutMilliseconds)]
    private static partial Regex Word();
}
