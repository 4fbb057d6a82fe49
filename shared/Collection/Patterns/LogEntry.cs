using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// What one event says once its form is taken off: JSON lines give their message and level, stack traces fold to the
/// exception's type and the frame where it was thrown.
/// </summary>
/// <param name="Key">What is mined.</param>
/// <param name="Severity">How bad it says it is.</param>
/// <param name="ExceptionType">As it stands there.</param>
/// <param name="IsTrace">Whether the key is a type and a frame.</param>
internal readonly record struct LogEntry(ReadOnlyMemory<char> Key, LogSeverity Severity, string? ExceptionType, bool IsTrace = false)
{
    private static readonly string[] MessageFields = ["message", "msg", "errorMessage", "log"];
    private static readonly string[] LevelFields = ["level", "severity", "log.level", "levelname", "loglevel"];
    private static readonly string[] TypeFields = ["errorType", "exception_type", "error_type"];

    public static LogEntry Parse(ReadOnlyMemory<char> text)
    {
        var trimmed = text.Trim();
        return (trimmed.Span.StartsWith('{') ? FromJson(trimmed) : null) ?? FromText(trimmed);
    }

    private static LogEntry? FromJson(ReadOnlyMemory<char> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            var message = Find(root, MessageFields);
            if (message is null)
            {
                return null;
            }

            var inner = FromText(message.AsMemory());
            var level = Find(root, LevelFields);
            var type = Find(root, TypeFields);
            var severity = level is null ? inner.Severity : SeverityWords.OfLevel(level);
            if (severity is LogSeverity.Unknown)
            {
                severity = type is null ? inner.Severity : LogSeverity.Error;
            }

            return inner with
            {
                Key = type is null ? inner.Key : $"{type}: {inner.Key}".AsMemory(),
                Severity = severity,
                ExceptionType = type ?? inner.ExceptionType,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair, as an escape or as it is, may stand in a line and be no text for a reader of JSON.
            return null;
        }
    }

    private static LogEntry FromText(ReadOnlyMemory<char> text)
    {
        var end = text.Span.IndexOfAny('\r', '\n');
        var first = end < 0 ? text : text[..end];
        var type = StackTrace.ExceptionTypeOf(text.Span);
        var severity = SeverityWords.OfLine(first.Span, type is not null);
        var frame = end < 0 ? null : StackTrace.TopFrameOf(text.Span[end..]);
        return type is not null && frame is not null
            ? new LogEntry($"{type} {frame}".AsMemory(), severity, type, IsTrace: true)
            : new LogEntry(first, severity, type);
    }

    private static string? Find(JsonElement root, string[] names)
    {
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }
        }

        return null;
    }
}
