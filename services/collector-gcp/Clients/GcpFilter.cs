using System.Globalization;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>Builds filters of Logging, Monitoring and Compute: whatever a label's value holds, it stays one quoted text.</summary>
internal static class GcpFilter
{
    /// <summary>The value in quotes, with quotes and backslashes escaped; line ends cannot occur in a name.</summary>
    public static string Quote(string value) => "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" ") + "\"";

    public static string Equal(string field, string value) => $"{field}={Quote(value)}";

    public static string All(params IEnumerable<string> clauses) => string.Join(" AND ", clauses);

    public static string Any(IReadOnlyCollection<string> clauses) =>
        clauses.Count == 1 ? clauses.First() : $"({string.Join(" OR ", clauses.Select(clause => $"({clause})"))})";

    public static string Between(DateTimeOffset from, DateTimeOffset to) =>
        $"timestamp>={Quote(Time(from))} AND timestamp<{Quote(Time(to))}";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
