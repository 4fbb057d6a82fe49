using System.Globalization;
using System.Text.Json;

namespace CauseFlow.Demo.Traces;

/// <summary>Reads the JSON-lines files that the product writes its spans to.</summary>
internal static class TraceFile
{
    private const string NoParent = "0000000000000000";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait for spans that the exporter still holds.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    /// <summary>The spans of one trace, once two looks in a row have found the same number of them.</summary>
    /// <exception cref="DemoException">The files hold none.</exception>
    public static async Task<IReadOnlyList<TraceSpan>> ReadAsync(
        IReadOnlyList<string> paths, string traceId, CancellationToken cancellationToken)
    {
        IReadOnlyList<TraceSpan> spans = [];
        for (var waited = TimeSpan.Zero; waited < MaxWait; waited += PollInterval)
        {
            await Task.Delay(PollInterval, cancellationToken);
            var found = Spans(paths.SelectMany(ReadLines), traceId);
            if (found.Count > 0 && found.Count == spans.Count)
            {
                return found;
            }

            spans = found;
        }

        return spans.Count > 0 ? spans : throw new DemoException($"No span of trace {traceId} was written.");
    }

    /// <summary>The spans of one trace, in the order of their start; a half-written last line is left out.</summary>
    public static IReadOnlyList<TraceSpan> Spans(IEnumerable<string> lines, string traceId) =>
        [.. lines.Select(line => Parse(line, traceId)).OfType<TraceSpan>().OrderBy(span => span.Start)];

    private static List<string> ReadLines(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        // The writer keeps the file open.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static TraceSpan? Parse(string line, string traceId)
    {
        if (!line.Contains(traceId, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return Text(root, "traceId") == traceId && Text(root, "spanId") is { } spanId
                ? new TraceSpan(line, spanId, Parent(root), Text(root, "name") ?? "", Start(root), Duration(root))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Parent(JsonElement span) =>
        (Text(span, "parentSpanId") ?? Text(span, "parentId")) is { Length: > 0 } parent && parent != NoParent
            ? parent
            : null;

    private static DateTimeOffset? Start(JsonElement span) =>
        DateTimeOffset.TryParse(
            Text(span, "startTime") ?? Text(span, "start"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start)
            ? start
            : null;

    private static TimeSpan? Duration(JsonElement span) =>
        span.TryGetProperty("durationMilliseconds", out var value) && value.ValueKind == JsonValueKind.Number
            ? TimeSpan.FromMilliseconds(value.GetDouble())
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
