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

    /// <summary>Characters of a line that are kept.</summary>
    private const int MaxLength = 4 * 1024;

    /// <summary>Characters of an entry that are looked at: what is kept was looked at with all that may belong to it.</summary>
    private const int MaxLooked = 4 * MaxLength;

    /// <summary>The end of a text that was cut unlooked may hold half a secret, which no pattern knows.</summary>
    private const int Unsure = 1024;

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

        return new LogLine(entry.Time, Bounded(context, text), new Pointer
        {
            Api = "logging.logEntries.list", Parameters = parameters,
            ConsoleLink = ConsoleLinks.Logs(project, id is null ? $"timestamp=\"{GcpFilter.Time(entry.Time)}\"" : GcpFilter.Equal("insertId", id)),
        });
    }

    /// <summary>Redacted first and cut afterwards: half a secret has no form any more.</summary>
    private static string Bounded(CollectionContext context, string text)
    {
        var clean = context.Redactor.Redact(WholeText.UpTo(text, MaxLooked));
        var sure = text.Length > MaxLooked ? Math.Max(0, clean.Length - Unsure) : clean.Length;
        return WholeText.UpTo(clean, Math.Min(MaxLength, sure));
    }
}
