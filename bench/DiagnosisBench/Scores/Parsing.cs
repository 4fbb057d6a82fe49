using CauseFlow.Collection.Patterns;
using CauseFlow.DiagnosisBench.Imports;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.DiagnosisBench.Scores;

/// <summary>How well log lines are grouped, with the product's one setting.</summary>
internal static class Parsing
{
    public static void Add(ScoreTable table, string? data)
    {
        table.AtLeast("GA, 16 systems never seen", double.NaN, 0.78, 0.88);
        table.AtLeast("FGA, 16 systems never seen", double.NaN, 0.76, 0.88);
        var lines = data is not null && Directory.Exists(Path.Combine(data, "nezha")) ? Nezha.Statements(data).ToList() : [];
        var made = LogGrouping.Group(lines.Select((line, place) => new SourceLine($"{place}", line.Source, line.Content)), new LogMiningOptions());
        var grouping = Grouping.Of([.. lines.Zip(made, (line, group) => (line.Statement, group.ClusterId))]);
        table.AtLeast($"GA, Train Ticket statements, {grouping.Lines} lines", grouping.LineAccuracy, 0.80, 0.90);
        table.AtLeast($"FGA, Train Ticket statements, {grouping.Groups} groups", grouping.GroupAccuracy, 0.80, 0.90);
    }
}
