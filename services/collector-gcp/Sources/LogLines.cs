using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>Turns an entry into a redacted line that points back at it.</summary>
internal static class LogLines
{
    /// <summary>Levels that a text itself may not say; mining reads levels from words.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["WARNING"] = "WARN", ["ERROR"] = "ERROR", ["CRITICAL"] = "FATAL", ["ALERT"] = "FATAL", ["EMERGENCY"] = "FATAL",
    };

    public static LogLine Of(CollectionContext context, string project, CloudLogEntry entry)
    {
        var text = Words.TryGetValue(entry.Severity, out var word) && !entry.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
            ? $"{word} {entry.Text}" : entry.Text;
        var id = context.Redactor.RedactOptional(entry.InsertId);
        var parameters = new Dictionary<string, string> { ["project"] = project, ["timestamp"] = GcpFilter.Time(entry.Time) };
        if (id is not null)
        {
            parameters["insertId"] = id;
        }

        return new LogLine(entry.Time, context.Redactor.Redact(text), new Pointer
        {
            Api = "logging.logEntries.list", Parameters = parameters,
            ConsoleLink = ConsoleLinks.Logs(project, id is null ? $"timestamp=\"{GcpFilter.Time(entry.Time)}\"" : GcpFilter.Equal("insertId", id)),
        });
    }
}
