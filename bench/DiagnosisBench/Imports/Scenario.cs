using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>A scenario's folder, with what it takes from its base.</summary>
internal sealed partial class Scenario
{
    private readonly string _folder;
    private readonly string? _base;
    private readonly HashSet<string> _available;

    public Scenario(string folder)
    {
        _folder = folder;
        Answer = new SimpleYaml(Path.Combine(folder, "answer.yml"));
        var own = new SimpleYaml(Path.Combine(folder, "scenario.yml"));
        _base = own.Word("base") is { } name ? Path.Combine(Path.GetDirectoryName(folder)!, name) : null;
        var available = own.List("available_evidence");
        _available = [.. available.Count == 0 && _base is not null ? new SimpleYaml(Path.Combine(_base, "scenario.yml")).List("available_evidence") : available];
    }

    public SimpleYaml Answer { get; }

    /// <summary>A document of the scenario, else of its base where it is available; null without.</summary>
    public JsonNode? File(string name)
    {
        string?[] folders = [_folder, _available.Contains(name) ? _base : null];
        return folders.OfType<string>().Select(folder => Path.Combine(folder, $"{name}.json")).Where(System.IO.File.Exists)
            .Select(path => JsonNode.Parse(System.IO.File.ReadAllText(path))).FirstOrDefault();
    }

    /// <summary>The series, in one document or one each.</summary>
    public IEnumerable<JsonNode> Metrics() => File("aws_cloudwatch_metrics")?["metric_data_results"]?.AsArray().OfType<JsonNode>()
        ?? Directory.EnumerateFiles(_folder, "aws_cloudwatch_metrics_*.json").Order(StringComparer.Ordinal)
            .Select(path => JsonNode.Parse(System.IO.File.ReadAllText(path))!).Where(node => node["metric_name"] is not null);

    /// <summary>Every time that stands in the scenario's own documents.</summary>
    public IEnumerable<DateTimeOffset> OwnTimes() =>
        from path in Directory.EnumerateFiles(_folder, "*.json")
        from Match match in TimeForm().Matches(System.IO.File.ReadAllText(path))
        where Timestamps.TryParse(match.Value, out _)
        select Timestamps.TryParse(match.Value, out var time) ? time : default;

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex TimeForm();
}
