using System.Globalization;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Logs;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Writing;

/// <summary>One row of logs.jsonl.</summary>
internal readonly record struct LogRow(DateTimeOffset Time, Node Resource, string? Level, string Message);

/// <summary>The lines of the window and of the hour before it, in the order of time.</summary>
internal static class LogRows
{
    private const int BaselineMinutes = 60;

    public static List<LogRow> Of(Incident incident)
    {
        var rows = new List<LogRow>();
        for (var index = 0; index < incident.Logs.Count; index++)
        {
            Write(incident, incident.Logs[index], index, rows);
        }

        // A stable sort: the lines of one event must stay in their order.
        return [.. rows.OrderBy(row => row.Time)];
    }

    private static void Write(Incident incident, LogWriter writer, int index, List<LogRow> rows)
    {
        var templates = writer.Lines.Select(line => new LogTemplate(line)).ToArray();
        for (var minute = Incident.WindowStartMinute - BaselineMinutes; minute < incident.WindowEndMinute; minute++)
        {
            var random = StableRandom.For(incident.Seed, $"{incident.Number}/log/{index}", minute);
            var count = (int)Math.Floor(Math.Max(0, writer.Rate(minute)) + random.NextDouble());
            for (var i = 0; i < count; i++)
            {
                var time = incident.At(minute).AddMilliseconds(Math.Floor((i + random.NextDouble()) * 60_000 / count));
                Event(writer, templates, time, random, rows);
            }
        }
    }

    private static void Event(LogWriter writer, LogTemplate[] templates, DateTimeOffset time, StableRandom random, List<LogRow> rows)
    {
        var values = new LogTemplate.Values();
        var lines = templates.Select(template => template.Write(time, values, random)).ToArray();
        if (writer.IsJson)
        {
            rows.Add(new LogRow(time, writer.Node, writer.Level, Json(writer, time, string.Join('\n', lines), random)));
        }
        else if (writer.IsSplit)
        {
            for (var i = 0; i < lines.Length; i++)
            {
                rows.Add(new LogRow(time.AddMilliseconds(i / 2), writer.Node, i == 0 ? writer.Level : null, lines[i]));
            }
        }
        else
        {
            rows.Add(new LogRow(time, writer.Node, writer.Level, string.Join('\n', lines)));
        }
    }

    private static string Json(LogWriter writer, DateTimeOffset time, string message, StableRandom random)
    {
        var trace = LogTemplate.Hex(32, random);
        var stamp = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $"{{\"Timestamp\":\"{stamp}\",\"level\":\"{writer.Level ?? "INFO"}\",\"message\":{CaseJson.Text(message)},\"traceId\":\"{trace}\"}}";
    }
}
