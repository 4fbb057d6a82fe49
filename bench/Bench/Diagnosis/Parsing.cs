namespace CauseFlow.Bench.Diagnosis;

/// <summary>How well log lines are grouped, with the product's one setting.</summary>
internal static class Parsing
{
    public static void Add(ScoreTable table, string? data)
    {
        table.AtLeast("GA, 16 systems never seen", double.NaN, 0.78, 0.88);
        table.AtLeast("FGA, 16 systems never seen", double.NaN, 0.76, 0.88);
        _ = data;
    }
}
