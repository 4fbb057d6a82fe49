using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.DiagnosisBench.Cases;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>
/// opensre: synthetic incidents of databases and of a cluster. A scenario takes from its base what it says is available and does not
/// have itself. Events, pods, nodes, deployments, monitors and what the database's sessions wait for become states.
/// </summary>
internal static class OpenSre
{
    private const string Folder = "opensre";
    private static readonly TimeSpan ClusterWindow = TimeSpan.FromMinutes(30);

    /// <summary>The set's words for categories as ours. A word that has no counterpart is none of ours.</summary>
    private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal)
    {
        ["resource_exhaustion"] = "resource_exhaustion", ["configuration_error"] = "bad_configuration", ["infrastructure"] = "infrastructure_failure",
        ["dependency_failure"] = "dependency_failure", ["code_defect"] = "bad_deployment", ["data_quality"] = "data_or_input", ["unknown"] = "unknown",
    };

    public static void Import(string data, CaseStore store)
    {
        foreach (var suite in Directory.EnumerateDirectories(Path.Combine(data, Folder)).Order(StringComparer.Ordinal))
        {
            foreach (var scenario in Directory.EnumerateDirectories(suite).Order(StringComparer.Ordinal))
            {
                Write(store, $"{Folder}-{Path.GetFileName(suite)}", scenario);
            }
        }
    }

    private static void Write(CaseStore store, string system, string scenario)
    {
        var evidence = new Scenario(scenario);
        var alert = evidence.File("alert")!;
        var notes = alert["commonAnnotations"]!.AsObject();
        var isDatabase = notes.ContainsKey("db_instance_identifier");
        var (from, to) = isDatabase ? DatabaseWindow(evidence) : ClusterWindowOf(evidence);
        var (resource, metric, statistic) = isDatabase ? DatabaseAlarm(evidence, alert)
            : ((string?)notes["kube_pod"] ?? (string?)notes["kube_deployment"] ?? (string?)alert["commonLabels"]?["service"] ?? "", (string?)alert["commonLabels"]?["alertname"], null);
        var answer = evidence.Answer;
        var category = answer.Word("root_cause_category");
        var name = Path.GetFileName(scenario);
        var writer = new CaseWriter
        {
            Incident = CaseWriter.IncidentOf(name, "aws", resource, metric, statistic, Direction(alert), to, from, to),
            Truth = category == "healthy" ? CaseWriter.Healthy() : CaseWriter.TruthOf(
                null, category is null ? null : Categories.GetValueOrDefault(category), null, [],
                [.. answer.List("forbidden_categories").Select(word => Categories.GetValueOrDefault(word)).OfType<string>()]),
        };
        OpenSreEvidence.Add(writer, evidence, from, to);
        writer.Save(store, system, name);
    }

    private static (DateTimeOffset From, DateTimeOffset To) DatabaseWindow(Scenario evidence)
    {
        var times = evidence.Metrics().SelectMany(metric => metric["timestamps"]!.AsArray()).Select(time => Time((string)time!)).ToList();
        return (times.Min(), times.Max().AddMinutes(1));
    }

    /// <summary>The half hour before the last that anything of the scenario itself says.</summary>
    private static (DateTimeOffset From, DateTimeOffset To) ClusterWindowOf(Scenario evidence)
    {
        var last = evidence.OwnTimes().DefaultIfEmpty(DateTimeOffset.UnixEpoch.AddYears(56)).Max().AddMinutes(1);
        return (last - ClusterWindow, last);
    }

    /// <summary>The alert's words name the metric: the one that stands first in them.</summary>
    private static (string Resource, string? Metric, string? Statistic) DatabaseAlarm(Scenario evidence, JsonNode alert)
    {
        var text = $"{alert["commonLabels"]?["alertname"]} {alert["title"]} {alert["commonAnnotations"]?["summary"]}".Replace("ReplicationLag", "ReplicaLag", StringComparison.Ordinal);
        var named = evidence.Metrics().Where(metric => text.Contains((string)metric["metric_name"]!, StringComparison.OrdinalIgnoreCase))
            .OrderBy(metric => text.IndexOf((string)metric["metric_name"]!, StringComparison.OrdinalIgnoreCase)).FirstOrDefault();
        var instance = (string)alert["commonAnnotations"]!["db_instance_identifier"]!;
        return named is null ? (instance, null, null)
            : ((string?)named["dimensions"]?[0]?["Value"] ?? instance, (string)named["metric_name"]!, (string)named["stat"]!);
    }

    private static string? Direction(JsonNode alert)
    {
        var text = $"{alert["commonLabels"]?["alertname"]} {alert["commonAnnotations"]?["summary"]}";
        string[] down = ["dropped", "Low", "Drop", "Mismatch"];
        return (string?)alert["state"] == "normal" ? null : down.Any(word => text.Contains(word, StringComparison.Ordinal)) ? "down" : "up";
    }

    private static DateTimeOffset Time(string text) =>
        Timestamps.TryParse(text, out var time) ? time : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{text} is no time."));
}
