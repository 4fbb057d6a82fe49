using System.Globalization;
using System.Text;

namespace CauseFlow.Evaluation.Tests;

/// <summary>A case on disk: a front that is slow because the shop behind it fails after a deployment, 20 minutes before the alarm.</summary>
internal sealed class TestCase : IDisposable
{
    public static readonly DateTimeOffset Onset = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    public TestCase()
    {
        Write("incident.json", """
            {"id":"inc-1","provider":"aws","firedAt":"2026-11-20T10:05:00Z","resource":"front","metric":"latency","statistic":"Average",
             "direction":"up","windowStart":"2026-11-20T09:50:00Z","windowEnd":"2026-11-20T10:20:00Z"}
            """);
        Write("metrics.csv", "ts,resource,metric,statistic,unit,value\n" + string.Concat(Metrics()));
        Write("logs.jsonl", string.Concat(Logs()));
        Write("topology.json", """
            {"nodes":[{"id":"front","kind":"aws.ecs.service","aliases":["front-lb"]},{"id":"shop","kind":"some.odd.kind","aliases":["/logs/shop"]}],
             "edges":[{"from":"front","to":"shop","type":"calls"}]}
            """);
        Write("changes.json", """
            [{"id":"chg-1","ts":"2026-11-20T09:59:00Z","resource":"shop","kind":"deploy","actor":"ci","summary":"Deployed version 12"},
             {"id":"chg-2","ts":"2026-11-19T09:00:00Z","resource":"front","kind":"config","actor":"ann","summary":"Set the banner's colour"}]
            """);
        Write("state.json", """
            [{"ts":"2026-11-20T10:01:00Z","resource":"shop","kind":"task","fields":{"status":"stopped","reason":"OutOfMemoryError: container killed","exit":{"code":137}}}]
            """);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("causeflow-case-").FullName;

    public string Path(string file) => System.IO.Path.Combine(Folder, file);

    public string Read(string file) => File.ReadAllText(Path(file));

    public void Write(string file, string text) => File.WriteAllText(Path(file), text);

    public void Change(string file, Func<string, string> change) => Write(file, change(Read(file)));

    public byte[] Judge() => CaseEvaluation.Run(Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static IEnumerable<string> Metrics()
    {
        foreach (var (resource, metric, low, high) in new[] { ("front-lb", "latency", 0.1, 2.0), ("shop", "latency", 0.05, 1.9), ("front", "cpu", 20, 20) })
        {
            for (var minute = -90; minute < 20; minute++)
            {
                var value = (minute < 0 ? low : high) * (1 + (0.01 * (minute % 7)));
                yield return string.Create(CultureInfo.InvariantCulture, $"{Time(minute * 60)},{resource},{metric},Average,,{value}\n");
            }
        }
    }

    private static IEnumerable<string> Logs()
    {
        for (var second = -3600; second < 1200; second += 20)
        {
            yield return $$"""{"ts":"{{Time(second)}}","resource":"/logs/shop","level":"INFO","message":"served order {{second + 4000}} in {{second & 31}} ms"}""" + "\n";
            if (second >= 0)
            {
                yield return $$"""{"ts":"{{Time(second)}}","resource":"shop","level":"ERROR","message":"System.OutOfMemoryException: order {{second}} failed"}""" + "\n";
            }
        }
    }

    private static string Time(int second) => Onset.AddSeconds(second).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
