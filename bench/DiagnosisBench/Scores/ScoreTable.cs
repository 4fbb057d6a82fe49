using System.Globalization;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.DiagnosisBench.Scores;

/// <summary>The protocol's table: each figure with its minimum and its goal.</summary>
internal sealed class ScoreTable
{
    private readonly List<(string Name, string Value, string Minimum, string Goal, string Mark)> _rows = [];

    /// <summary>A figure that is better the higher it is.</summary>
    public void AtLeast(string name, Share share, double? minimum, double? goal) =>
        Add(name, share.ToString(), share.Value, minimum, goal, isHighGood: true);

    /// <summary>A figure that is better the lower it is.</summary>
    public void AtMost(string name, double value, string unit, double? minimum, double? goal) =>
        Add(name, double.IsNaN(value) ? "-" : Number(value) + unit, value, minimum, goal, isHighGood: false);

    public void AtLeast(string name, double value, double? minimum, double? goal) =>
        Add(name, double.IsNaN(value) ? "-" : Number(value), value, minimum, goal, isHighGood: true);

    public void Print()
    {
        List<(string Name, string Value, string Minimum, string Goal, string Mark)> rows = [("metric", "value [95 %]", "minimum", "goal", ""), .. _rows];
        var (name, value) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Value.Length));
        foreach (var row in rows)
        {
            Console.WriteLine($"  {row.Name.PadRight(name)}  {row.Value.PadRight(value)}  {row.Minimum,8}  {row.Goal,6}  {row.Mark}");
        }
    }

    private void Add(string name, string text, double value, double? minimum, double? goal, bool isHighGood)
    {
        bool Reaches(double? bound) => bound is { } least && (isHighGood ? value >= least - 1e-9 : value <= least + 1e-9);
        var mark = double.IsNaN(value) ? "not measured" : minimum is null ? "no minimum" : Reaches(goal) ? "goal" : Reaches(minimum) ? "minimum" : "MISSED";
        _rows.Add((name, text, minimum is { } least ? Number(least) : "-", goal is { } most ? Number(most) : "-", mark));
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : "0.###", CultureInfo.InvariantCulture);
}
