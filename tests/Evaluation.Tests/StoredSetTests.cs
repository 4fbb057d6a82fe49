using System.Text.Json;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.Evaluation.Tests;

/// <summary>
/// The stored cases: generated ones, by cloud, with their truths beside them and the figures that were reached. Their names say the
/// family. CAUSEFLOW_APPROVE=1 writes the figures anew, and the difference is looked at like any other.
/// </summary>
public sealed class StoredSetTests
{
    private static readonly string Folder = FolderOf();
    private static readonly string FiguresFile = Path.Combine(Folder, "figures.json");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };
    private static readonly Lazy<IReadOnlyList<CaseScore>> Scores = new(Judge);

    [Fact]
    public void NoSystem_LosesMoreThanTheProtocolAllows()
    {
        var now = SystemFigures.Of(Scores.Value);
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            File.WriteAllText(FiguresFile, JsonSerializer.Serialize(now.BySystem, Indented) + "\n");
        }

        var before = new SystemFigures(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(File.ReadAllText(FiguresFile))!
            .ToDictionary(system => system.Key, IReadOnlyDictionary<string, double> (system) => system.Value));

        var losses = SystemLoss.Of(before, now);

        losses.Count.ShouldBe(before.BySystem.Sum(system => system.Value.Count), "every figure is still measured");
        losses.Where(loss => loss.IsTooMuch).ShouldBeEmpty(Misses());
    }

    [Fact]
    public void EveryPointer_PointsAtSomething() =>
        Scores.Value.Where(score => score.DanglingPointers > 0).Select(score => score.Name).ShouldBeEmpty();

    private static string Misses() => string.Join('\n', Scores.Value.Where(score => score.HasCause ? !score.IsFirstRight : score.IsFalseCause)
        .Select(score => $"not right first: {score.Name}, {score.Result.Verdict}"));

    private static IReadOnlyList<CaseScore> Judge()
    {
        var truths = TruthFolder.Read(Path.Combine(Folder, "truth"));
        return
        [
            .. FoundCase.In(Path.Combine(Folder, "cases")).AsParallel().AsOrdered().Select(found =>
            {
                var result = CaseResult.Parse(CaseEvaluation.Run(found.Path), found.Name);
                return new CaseScore
                {
                    Name = found.Name, Truth = truths[found.Name], Result = result, DanglingPointers = new PointerCheck(found.Path).Dangling(result).Count,
                };
            }),
        ];
    }

    private static string FolderOf()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CauseFlow.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run from a clone of the repository.");
        }

        return Path.Combine(folder.FullName, "tests/Evaluation.Tests/Stored");
    }
}
