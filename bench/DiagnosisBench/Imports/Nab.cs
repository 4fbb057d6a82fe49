using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.DiagnosisBench.Cases;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>
/// nab: real CloudWatch series with labelled windows of anomalies. An alarm in the middle of a labelled window has something to see, one
/// in the middle of the longest stretch without a label has not. What caused it, nobody knows: only the verdict is scored.
/// </summary>
internal static class Nab
{
    public const string System = "nab";
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LeastHistory = TimeSpan.FromDays(1);

    public static void Import(string data, CaseStore store)
    {
        var labels = JsonNode.Parse(File.ReadAllText(Path.Combine(data, System, "combined_windows.json")))!.AsObject();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(data, System, "realAWSCloudWatch"), "*.csv").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var points = Table.Read(file).Rows.Skip(1).Where(row => row.Count == 2).Select(row => (Time: Time(row[0]), Value: row[1])).ToList();
            var windows = labels.Where(label => label.Key.EndsWith($"/{name}.csv", StringComparison.Ordinal))
                .SelectMany(label => label.Value!.AsArray()).Select(window => (From: Time((string)window![0]!), To: Time((string)window[1]!)))
                .OrderBy(window => window.From).ToList();
            foreach (var (place, window) in windows.Index())
            {
                Write(store, $"{name}-{place}", points, window.From + ((window.To - window.From) / 2), CaseWriter.TruthOf(name, null, null, []));
            }

            Quiet(store, name, points, windows);
        }
    }

    private static void Quiet(
        CaseStore store, string name, List<(DateTimeOffset Time, string Value)> points, List<(DateTimeOffset From, DateTimeOffset To)> windows)
    {
        var edges = windows.SelectMany(window => new[] { window.From, window.To }).Prepend(points[0].Time + LeastHistory).Append(points[^1].Time).ToList();
        var (from, to) = edges.Chunk(2).Select(pair => (From: pair[0], To: pair[1])).MaxBy(gap => gap.To - gap.From);
        Write(store, $"{name}-quiet", points, from + ((to - from) / 2), CaseWriter.Healthy());
    }

    private static void Write(
        CaseStore store, string name, List<(DateTimeOffset Time, string Value)> points, DateTimeOffset middle, JsonObject truth)
    {
        var resource = name[..name.LastIndexOf('-')];
        var writer = new CaseWriter
        {
            Incident = CaseWriter.IncidentOf(name, "aws", resource, "Value", "Average", null, middle, middle - Half, middle + Half), Truth = truth,
        };
        foreach (var (time, value) in points.Where(point => point.Time < middle + Half))
        {
            writer.Metric(time, resource, "Value", "Average", "", value);
        }

        writer.Save(store, System, name);
    }

    private static DateTimeOffset Time(string text) =>
        Timestamps.TryParse(text, out var time) ? time : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{text} is no time."));
}
