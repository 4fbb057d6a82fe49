using System.Buffers;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>How bad a line says it is: an explicit level wins, then the words of the text.</summary>
internal static class SeverityWords
{
    private const int TokensWithLevel = 8;

    private static readonly SearchValues<string> FatalText = SearchValues.Create(
        ["panic:", "out of memory", "outofmemory", "segmentation fault", "runtime exited", "oomkilled", "signal: killed"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> ErrorText = SearchValues.Create(
        ["task timed out", "status: timeout", "status: error", "exception", "traceback", "error:", " failed", "failure",
            "unhandled", "access denied", "connection refused", "connection reset", "timed out"],
        StringComparison.OrdinalIgnoreCase);

    private const int LongestLevel = 11;

    public static LogSeverity OfLevel(ReadOnlySpan<char> level)
    {
        var trimmed = level.Trim("[]:()<> ");
        if (trimmed.Length is 0 or > LongestLevel)
        {
            return LogSeverity.Unknown;
        }

        Span<char> upper = stackalloc char[LongestLevel];
        trimmed.ToUpperInvariant(upper);
        return OfUpper(upper[..trimmed.Length]);
    }

    private static LogSeverity OfUpper(ReadOnlySpan<char> level) => level switch
    {
        "FATAL" or "CRITICAL" or "CRIT" or "EMERG" or "EMERGENCY" or "ALERT" or "PANIC" => LogSeverity.Fatal,
        "ERROR" or "ERR" or "SEVERE" => LogSeverity.Error,
        "WARN" or "WARNING" => LogSeverity.Warning,
        "INFO" or "INFORMATION" or "NOTICE" => LogSeverity.Info,
        "DEBUG" or "TRACE" or "VERBOSE" => LogSeverity.Debug,
        _ => LogSeverity.Unknown,
    };

    public static LogSeverity OfLine(ReadOnlySpan<char> line, bool hasException)
    {
        var explicitLevel = ExplicitLevel(line);
        if (explicitLevel is not LogSeverity.Unknown)
        {
            return explicitLevel;
        }

        if (line.ContainsAny(FatalText))
        {
            return LogSeverity.Fatal;
        }

        return hasException || line.ContainsAny(ErrorText) ? LogSeverity.Error : LogSeverity.Unknown;
    }

    /// <summary>Only capitals near the start count: "error" in the middle of a sentence is no level.</summary>
    private static LogSeverity ExplicitLevel(ReadOnlySpan<char> line)
    {
        var seen = 0;
        foreach (var range in line.SplitAny(' ', '\t', '|'))
        {
            var token = line[range];
            if (token.IsEmpty)
            {
                continue;
            }

            if (seen++ >= TokensWithLevel)
            {
                break;
            }

            if (token.Length <= 14 && token.IndexOfAnyInRange('a', 'z') < 0
                && OfLevel(token) is var severity and not LogSeverity.Unknown)
            {
                return severity;
            }
        }

        return LogSeverity.Unknown;
    }
}
