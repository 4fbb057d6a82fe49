using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Logs;

/// <summary>One stored log event.</summary>
/// <param name="Time">Millisecond precision.</param>
/// <param name="Message">The line as written.</param>
/// <param name="Stream">Log stream.</param>
/// <param name="Pointer">Opaque pointer, stable for the same event.</param>
internal sealed record LogLine(DateTimeOffset Time, string Message, string Stream, string Pointer);

/// <summary>Writes the lines of a group's templates: the same ones for the same scenario and alarm time.</summary>
internal sealed class LogGenerator(LoadedScenario scenario)
{
    /// <summary>A line may appear this long after its event began, so earlier minutes are generated too.</summary>
    private const int MaxEventMinutes = 1;

    private readonly ConcurrentDictionary<ScenarioLogEvent, LogTemplate[]> templates =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>Lines of a window in the order of time, up to now.</summary>
    public List<LogLine> Lines(ScenarioLogGroup group, DateTimeOffset from, DateTimeOffset to)
    {
        var end = to < scenario.Now ? to : scenario.Now;
        var lines = new List<LogLine>();
        for (var index = 0; index < group.Events.Count; index++)
        {
            for (var minute = scenario.MinuteOf(from) - MaxEventMinutes; minute <= scenario.MinuteOf(end); minute++)
            {
                WriteMinute(group, index, minute, lines);
            }
        }

        // A stable sort: END and REPORT share an instant and must stay in their order.
        return [.. lines.Where(line => line.Time >= from && line.Time <= end).OrderBy(line => line.Time)];
    }

    private void WriteMinute(ScenarioLogGroup group, int index, int minute, List<LogLine> lines)
    {
        var source = group.Events[index];
        var texts = templates.GetOrAdd(source, key => [.. key.Lines.Select(line => new LogTemplate(line.Text))]);
        var series = $"{group.Name}/{index}";
        var random = StableRandom.For(scenario.Data.Seed, series, minute);
        var rate = Segments.LevelAt(source.Segments, minute, random) ?? 0;
        var count = (int)Math.Floor(rate + random.NextDouble());
        for (var i = 0; i < count; i++)
        {
            var start = scenario.At(minute).AddMilliseconds(Math.Floor((i + random.NextDouble()) * 60_000 / count));
            var stream = StreamOf(source, start, (int)random.NextBetween(0, 3));
            var values = new LogTemplate.Values();
            for (var line = 0; line < texts.Length; line++)
            {
                var time = start.AddMilliseconds(source.Lines[line].OffsetMs);
                var pointer = Pointer(series, minute, i, line);
                lines.Add(new LogLine(time, texts[line].Write(time, values, random), stream, pointer));
            }
        }
    }

    /// <summary>The event's own streams, else as Lambda names one: after the day, the version and an instance.</summary>
    private static string StreamOf(ScenarioLogEvent source, DateTimeOffset start, int instance)
    {
        if (source.Streams.Count > 0)
        {
            return source.Streams[instance % source.Streams.Count];
        }

        var id = StableRandom.For(instance, source.StreamVersion, start.DayOfYear);
        var day = start.UtcDateTime.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
        return $"{day}/[{source.StreamVersion}]{LogTemplate.Hex(32, id)}";
    }

    private static string Pointer(string series, int minute, int index, int line) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{series}|{minute}|{index}|{line}")));
}
