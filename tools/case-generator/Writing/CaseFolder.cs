using System.Globalization;
using System.Text.Json;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Writing;

/// <summary>Writes the files of a case; none of them says what happened.</summary>
internal static class CaseFolder
{
    public static void Write(Incident incident, string folder)
    {
        WriteIncident(incident, Path.Combine(folder, "incident.json"));
        WriteUnlessMissing(incident, folder, "metrics.csv", path => WriteMetrics(incident, path));
        WriteUnlessMissing(incident, folder, "logs.jsonl", path => WriteLogs(incident, path));
        WriteUnlessMissing(incident, folder, "topology.json", path => WriteTopology(incident, path));
        WriteUnlessMissing(incident, folder, "changes.json", path => CaseJson.Write(incident.Changes.Select(change => new
        {
            change.Id, Ts = CaseJson.Seconds(incident.At(change.Minute)), Resource = change.Node.Id, change.Kind, change.Actor, change.Summary,
        }), path));
        WriteUnlessMissing(incident, folder, "state.json", path => CaseJson.Write(incident.States.Select(state => new
        {
            Ts = CaseJson.Seconds(incident.At(state.Minute)), Resource = state.Node.Id, state.Kind, state.Fields,
        }), path));
    }

    private static void WriteUnlessMissing(Incident incident, string folder, string file, Action<string> write)
    {
        if (!incident.MissingFiles.Contains(file))
        {
            write(Path.Combine(folder, file));
        }
    }

    /// <summary>The protocol's members first; the alarm's own definition after them, as far as a cloud tells it.</summary>
    private static void WriteIncident(Incident incident, string path)
    {
        var alarm = incident.Alarm;
        CaseJson.Write(new
        {
            incident.Id, incident.Application.Provider, FiredAt = CaseJson.Seconds(incident.FiredAt),
            Resource = alarm.Component.NodeOf(alarm.Metric).Id, Metric = alarm.Metric.Name, alarm.Metric.Statistic, alarm.Direction,
            WindowStart = CaseJson.Seconds(incident.At(Incident.WindowStartMinute)), WindowEnd = CaseJson.Seconds(incident.At(incident.WindowEndMinute)),
            alarm.Threshold, alarm.Comparison, alarm.Metric.PeriodSeconds, alarm.EvaluationPeriods, alarm.TreatMissingData,
        }, path);
    }

    private static void WriteMetrics(Incident incident, string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine("ts,resource,metric,statistic,unit,value");
        foreach (var (component, metric) in SeriesChoice.Of(incident))
        {
            var labels = $"{Field(incident.NameOf(component.NodeOf(metric)))},{Field(metric.Name)},{metric.Statistic},{metric.Unit}";
            foreach (var (time, value) in SeriesPoints.Of(incident, component, metric))
            {
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{CaseJson.Seconds(time)},{labels},{value}"));
            }
        }
    }

    private static void WriteLogs(Incident incident, string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        foreach (var row in LogRows.Of(incident))
        {
            file.WriteLine(JsonSerializer.Serialize(
                new { Ts = CaseJson.Milliseconds(row.Time), Resource = incident.NameOf(row.Resource), row.Level, row.Message }, CaseJson.Line));
        }
    }

    private static void WriteTopology(Incident incident, string path)
    {
        var application = incident.Application;
        var nodes = application.Components.Select(component => component.Node).Concat(application.Nodes).DistinctBy(node => node.Id);
        CaseJson.Write(new
        {
            Nodes = nodes.Select(node => new { node.Id, node.Kind, Aliases = node.Aliases.Prepend(node.Name).Where(name => name != node.Id).Distinct() }),
            Edges = application.Edges.Distinct(),
        }, path);
    }

    private static string Field(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
