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

    public static LogSeverity OfLevel(string level) => level.Trim('[', ']', ':', '(', ')', '<', '>', ' ').ToUpperInvariant() switch
    {
        "FATAL" or "CRITICAL" or "CRIT" or "EMERG" or "EMERGENCY" or "ALERT" or "PANIC" => LogSeverity.Fatal,
        "ERROR" or "ERR" or "SEVERE" => LogSeverity.Error,
        "WARN" or "WARNING" => LogSeverity.Warning,
        "INFO" or "INFORMATION" or "NOTICE" => LogSeverity.Info,
        "DEBUG" or "TRACE" or "VERBOSE" => LogSeverity.Debug,
        _ => LogSeverity.Unknown,
    };

    public static LogSeverity OfLine(string line, bool hasException)
    {
        var explicitLevel = ExplicitLevel(line);
        if (explicitLevel is not LogSeverity.Unknown)
        {
            return explicitLevel;
        }

        if (line.AsSpan().ContainsAny(FatalText))
        {
            return LogSeverity.Fatal;
        }

        return hasException || line.AsSpan().ContainsAny(ErrorText) ? LogSeverity.Error : LogSeverity.Unknown;
    }

    /// <summary>Only capitals near the start count: "error" in the middle of a sentence is no level.</summary>
    private static LogSeverity ExplicitLevel(string line)
    {
        var seen = 0;
        foreach (var range in line.AsSpan().SplitAny(' ', '\t', '|'))
        {
            var token = line.AsSpan()[range];
            if (token.IsEmpty)
            {
                continue;
            }

            if (seen++ >= TokensWithLevel)
            {
                break;
            }

            if (token.Length <= 14 && token.IndexOfAnyInRange('a', 'z') < 0
                && OfLevel(token.ToString()) is var severity and not LogSeverity.Unknown)
            {
                return severity;
            }
        }

        return LogSeverity.Unknown;
    }
}
