using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Logs;

/// <summary>One stored log event.</summary>
/// <param name="Time">Millisecond precision.</param>
/// <param name="Message">The line as written.</param>
/// <param name="Stream">Log stream.</param>
/// <param name="Pointer">Opaque pointer, stable for the same event.</param>
internal sealed record LogLine(DateTimeOffset Time, string Message, string Stream, string Pointer);

/// <summary>Writes the lines of a group's templates: the same ones for the same scenario and alarm time.</summary>
internal sealed partial class LogGenerator(LoadedScenario scenario)
{
    /// <summary>A line may appear this long after its event began, so earlier minutes are generated too.</summary>
    private const int MaxEventMinutes = 1;

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

        lines.RemoveAll(line => line.Time < from || line.Time > end);
        lines.Sort((left, right) => left.Time.CompareTo(right.Time));
        return lines;
    }

    private void WriteMinute(ScenarioLogGroup group, int index, int minute, List<LogLine> lines)
    {
        var template = group.Events[index];
        var series = $"{group.Name}/{index}";
        var random = StableRandom.For(scenario.Data.Seed, series, minute);
        var rate = Segments.LevelAt(template.Segments, minute, random) ?? 0;
        var count = (int)Math.Floor(rate + random.NextDouble());
        for (var i = 0; i < count; i++)
        {
            var start = scenario.At(minute).AddMilliseconds(Math.Floor((i + random.NextDouble()) * 60_000 / count));
            var stream = StreamOf(template, start, (int)random.NextBetween(0, 3));
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var line = 0; line < template.Lines.Count; line++)
            {
                var time = start.AddMilliseconds(template.Lines[line].OffsetMs);
                var text = Generator().Replace(
                    template.Lines[line].Text, match => Fill(match.Groups[1].Value, time, values, random));
                lines.Add(new LogLine(time, text, stream, Pointer(series, minute, i, line)));
            }
        }
    }

    private static string Fill(
        string generator, DateTimeOffset time, Dictionary<string, string> values, StableRandom random)
    {
        if (generator == "time")
        {
            return time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        }

        if (!values.TryGetValue(generator, out var value))
        {
            values[generator] = value = Make(generator.Split('#')[0].Split(':'), random);
        }

        return value;
    }

    private static string Make(string[] parts, StableRandom random) => parts[0] switch
    {
        "uuid" => $"{Hex(8, random)}-{Hex(4, random)}-4{Hex(3, random)}-a{Hex(3, random)}-{Hex(12, random)}",
        "hex" => Hex(int.Parse(parts[1], CultureInfo.InvariantCulture), random),
        "int" => Between(parts, random).ToString(CultureInfo.InvariantCulture),
        "ms" => (Between(parts, random) + (random.NextBetween(0, 99) / 100.0))
            .ToString("0.00", CultureInfo.InvariantCulture),
        "ip" => $"10.{random.NextBetween(0, 31)}.{random.NextBetween(0, 255)}.{random.NextBetween(1, 254)}",
        "choice" => parts[1].Split('|') is var choices ? choices[(int)random.NextBetween(0, choices.Length - 1)] : "",
        _ => throw new FormatException($"Unknown generator {{{parts[0]}}} in a log template."),
    };

    private static long Between(string[] parts, StableRandom random) => random.NextBetween(
        long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));

    private static string Hex(int length, StableRandom random)
    {
        var text = new StringBuilder(length + 16);
        while (text.Length < length)
        {
            text.Append(random.Next().ToString("x16", CultureInfo.InvariantCulture));
        }

        return text.ToString(0, length);
    }

    /// <summary>Lambda names a stream after the day, the version and an instance.</summary>
    private static string StreamOf(ScenarioLogEvent template, DateTimeOffset start, int instance)
    {
        var id = StableRandom.For(instance, template.StreamVersion, start.DayOfYear);
        return $"{start.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture)}/[{template.StreamVersion}]{Hex(32, id)}";
    }

    private static string Pointer(string series, int minute, int index, int line) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{series}|{minute}|{index}|{line}")));

    [GeneratedRegex(@"\{((?:time|uuid|hex|int|ms|ip|choice)[^{}]*)\}")]
    private static partial Regex Generator();
}
