using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CauseFlow.DiagnosisBench.Cases;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>
/// nezha: Online Boutique (2022-08-22, metrics) and Train Ticket (2023-01-29, metrics and logs), a fault every few minutes. The alarm
/// is the slow front; a case sees its window and the hour before it, in which earlier faults were.
/// </summary>
internal static partial class Nezha
{
    public const string Boutique = "online-boutique";
    public const string TrainTicket = "train-ticket";
    private const string BoutiqueDay = "2022-08-22";
    private static readonly TimeSpan Alarmed = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan History = TimeSpan.FromMinutes(65);

    public static void Import(string data, CaseStore store)
    {
        var folder = Path.Combine(data, "nezha");
        var faults = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")))!.AsArray();
        foreach (var day in faults.GroupBy(fault => (string)fault!["day"]!))
        {
            var metrics = Files(Path.Combine(folder, $"{day.Key}-metric.tar.gz"));
            var logs = LogLines(Path.Combine(folder, $"{day.Key}-log.tar.gz"));
            foreach (var fault in day)
            {
                Write(store, fault!, day.Key == BoutiqueDay ? Boutique : TrainTicket, metrics, logs);
            }
        }
    }

    /// <summary>The lines of Train Ticket that name their statement as class#line: what follows the ids, and the statement.</summary>
    public static IEnumerable<(string Source, string Content, string Statement)> Statements(string data)
    {
        foreach (var line in Directory.EnumerateFiles(Path.Combine(data, "nezha"), "*-log.tar.gz").SelectMany(LogLines))
        {
            if (StatementForm().Match(line.Text) is { Success: true } match)
            {
                yield return (Service(line.Pod), match.Groups[2].Value.TrimEnd('\n'), match.Groups[1].Value);
            }
        }
    }

    private static void Write(
        CaseStore store, JsonNode fault, string system, IReadOnlyDictionary<string, Table> metrics, IReadOnlyList<LogLine> logs)
    {
        var injected = DateTimeOffset.Parse((string)fault["injectedAt"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var service = (string)fault["service"]!;
        var kind = (string)fault["fault"]!;
        var pods = metrics.Keys.Where(name => name.EndsWith("_metric.csv", StringComparison.Ordinal)).Select(name => name[..^"_metric.csv".Length]).ToList();
        var front = system == Boutique ? "frontend" : "Frontend";
        var name = $"{injected:HHmmss}-{kind}";
        var category = kind switch
        {
            "cpu_contention" or "cpu_consumed" => "resource_exhaustion",
            _ => null,
        };
        var writer = new CaseWriter
        {
            Incident = CaseWriter.IncidentOf($"{system}-{name}", "generic", front, "LatencyP95", "p95", "up", injected + Alarmed, injected, injected + Window),
            Truth = CaseWriter.TruthOf(service, category, injected, [.. pods.Where(pod => Service(pod) == service)]),
        };
        var (from, to) = (injected - History, injected + Window);
        foreach (var pod in pods.Order(StringComparer.Ordinal))
        {
            writer.Node(Service(pod), "service", pod);
            Pod(writer, pod, metrics[$"{pod}_metric.csv"], from, to);
        }

        Front(writer, front, metrics["front_service.csv"], from, to);
        foreach (var edge in metrics.GetValueOrDefault("dependency.csv")?.Rows.Skip(1) ?? [])
        {
            writer.Edge(edge[0], edge[1], "calls");
        }

        foreach (var line in logs.Where(line => line.Time >= from && line.Time < to))
        {
            writer.Log(line.Time, line.Pod, null, line.Text);
        }

        writer.Save(store, system, name);
    }

    private static void Pod(CaseWriter writer, string pod, Table table, DateTimeOffset from, DateTimeOffset to)
    {
        for (var column = 3; column < table.Rows[0].Count; column++)
        {
            var (metric, statistic, unit) = Measure(table.Rows[0][column]);
            Column(writer, pod, table, column, metric, statistic, unit, from, to);
        }
    }

    private static void Front(CaseWriter writer, string front, Table table, DateTimeOffset from, DateTimeOffset to)
    {
        for (var column = 3; column < table.Rows[0].Count; column++)
        {
            var (metric, statistic, unit) = Measure(table.Rows[0][column]);
            Column(writer, front, table, column, metric, statistic, unit, from, to);
        }
    }

    private static void Column(
        CaseWriter writer, string resource, Table table, int column, string metric, string statistic, string unit, DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var row in table.Rows.Skip(1).Where(row => row.Count > column))
        {
            // The Unix times of one file have a wrong digit; the times that people read are right: "2022-08-22 03:51:19.6 +0000 UTC m=+0.1".
            var clock = row[0].AsSpan(0, row[0].IndexOf(" +0000", StringComparison.Ordinal));
            if (Timestamps.TryParse(clock.ToString(), out var time) && time >= from && time < to)
            {
                writer.Metric(time, resource, metric, statistic, unit, row[column]);
            }
        }
    }

    /// <summary>PodServerLatencyP95(s) is a percentile in seconds; every other column is a mean.</summary>
    private static (string Metric, string Statistic, string Unit) Measure(string header)
    {
        var open = header.IndexOf('(', StringComparison.Ordinal);
        var (name, unit) = open < 0 ? (header, "") : (header[..open], header[(open + 1)..].TrimEnd(')'));
        return (name, PercentileForm().Match(name) is { Success: true } match ? $"p{match.Groups[1].Value}" : "Average", unit);
    }

    /// <summary>A pod's name without the hashes of its replica set and of itself.</summary>
    private static string Service(string pod) => PodForm().Replace(pod, "");

    private static Dictionary<string, Table> Files(string archive)
    {
        Dictionary<string, Table> files = [];
        foreach (var (name, text) in Texts(archive))
        {
            files[name] = Table.Parse(text);
        }

        return files;
    }

    private static List<LogLine> LogLines(string archive)
    {
        List<LogLine> lines = [];
        foreach (var (_, text) in File.Exists(archive) ? Texts(archive) : [])
        {
            var table = Table.Parse(text);
            var (time, pod, log) = (table.Place("TimeUnixNano"), table.Place("PodName"), table.Place("Log"));
            foreach (var row in table.Rows.Skip(1).Where(row => row.Count > log))
            {
                lines.Add(new LogLine(
                    DateTimeOffset.UnixEpoch.AddTicks(long.Parse(row[time], CultureInfo.InvariantCulture) / 100), row[pod], Inner(row[log])));
            }
        }

        lines.Sort((left, right) => left.Time.CompareTo(right.Time));
        return lines;
    }

    /// <summary>The container runtime wraps a line as {"log":…}.</summary>
    private static string Inner(string text)
    {
        try
        {
            return (string?)JsonNode.Parse(text)?["log"] ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static IEnumerable<(string Name, string Text)> Texts(string archive)
    {
        using var reader = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } stream)
            {
                using var text = new StreamReader(stream);
                yield return (Path.GetFileName(entry.Name), text.ReadToEnd());
            }
        }
    }

    [GeneratedRegex("P(50|90|95|99)$")]
    private static partial Regex PercentileForm();

    [GeneratedRegex("-[a-z0-9]+-[a-z0-9]{5}$")]
    private static partial Regex PodForm();

    [GeneratedRegex(@"(\S+#\d+) TraceID: \S* SpanID: \S* (.*)", RegexOptions.Singleline)]
    private static partial Regex StatementForm();

    private sealed record LogLine(DateTimeOffset Time, string Pod, string Text);
}
