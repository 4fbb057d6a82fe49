using CauseFlow.DiagnosisBench.Cases;
using CauseFlow.DiagnosisBench.Imports;
using CauseFlow.DiagnosisBench.Speed;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.DiagnosisBench.Scores;

/// <summary>
/// How good the diagnosis is: imports public data and generated cases into the protocol's folders, judges them with the product's
/// evaluation, and prints the protocol's table.
/// </summary>
internal static class ScoreReport
{
    /// <summary>Sets about pods and databases, which the collectors do not read in full yet: reported without a minimum.</summary>
    private const string WithoutMinimum = "opensre";

    /// <summary>The generator's name for nine more changes beside the guilty one, or ten of which none is.</summary>
    private const string ManyChanges = "many-changes";

    public static void Run(DiagnosisOptions options)
    {
        var root = options.Keep ?? Directory.CreateTempSubdirectory("causeflow-diagnosis-").FullName;
        try
        {
            var store = new CaseStore(root);
            Import(options, store);
            var runs = new CaseRuns(store, options.IsQuick).Run();
            Print(options, store, runs);
        }
        finally
        {
            if (options.Keep is null)
            {
                Directory.Delete(root, recursive: true);
            }
        }
    }

    private static void Import(DiagnosisOptions options, CaseStore store)
    {
        (string Name, Action<string, CaseStore> Import)[] sets =
            [("petshop", PetShop.Import), ("nezha", Nezha.Import), ("opensre", OpenSre.Import), (Nab.System, Nab.Import)];
        foreach (var set in sets.Where(set => options.Data is not null && (options.Sets.Count == 0 || options.Sets.Contains(set.Name)) && Directory.Exists(Path.Combine(options.Data, set.Name))))
        {
            Console.Error.WriteLine($"importing {set.Name}");
            set.Import(options.Data!, store);
        }

        if (options.Generated is { } generated)
        {
            Generated.Import(generated, options.Seed, store);
        }
    }

    private static void Print(DiagnosisOptions options, CaseStore store, IReadOnlyList<CaseRun> runs)
    {
        var table = new ScoreTable();
        Parsing.Add(table, options.IsQuick ? null : options.Data);
        PublicRows(table, runs);
        AllRows(table, runs);
        if (!options.IsQuick)
        {
            var (seconds, megabytes) = SpeedCase.Measure(store);
            table.AtMost("100,000 lines + 300 series x 1,440 points: seconds", seconds, " s", 3, 1);
            table.AtMost("  peak memory", megabytes, " MB", 512, 256);
        }

        Console.WriteLine("The protocol's table");
        table.Print();
        SystemReport.Print(runs);
    }

    private static void PublicRows(ScoreTable table, IReadOnlyList<CaseRun> runs)
    {
        Accuracy(table, "PetShop", Of(runs, "petshop"), 1, 0.65, 0.85);
        Accuracy(table, "PetShop", Of(runs, "petshop"), 3, 0.83, 0.96);
        var boutique = Of(runs, Nezha.Boutique);
        table.AtLeast("Online Boutique, metrics only, Avg@5", Share.Of(boutique.Select(run => run.Score.Average)), 0.55, 0.65);
        Accuracy(table, "Online Boutique, CPU faults", [.. boutique.Where(run => run.Score.Name.Contains("-cpu", StringComparison.Ordinal))], 1, 0.85, 0.95);
        Accuracy(table, "Train Ticket, logs and metrics", Of(runs, Nezha.TrainTicket), 1, 0.31, 0.45);
        Accuracy(table, "Train Ticket, logs and metrics", Of(runs, Nezha.TrainTicket), 3, 0.44, 0.65);
        var sre = runs.Where(run => run.System.StartsWith(WithoutMinimum, StringComparison.Ordinal)).ToList();
        table.AtLeast("OpenSRE, right category (protocol: 0.80, 0.95)", Share.Of(sre.Where(run => run.Score.HasCause).Select(run => run.Score.IsCategoryRight)), null, null);
        table.AtMost("OpenSRE, false causes on healthy (protocol: 1 of 9, 0)", Count(sre, run => run.Score.IsFalseCause), $" of {sre.Count(run => run.Score.Truth.IsHealthy)}", null, null);
        table.AtMost("OpenSRE, forbidden named first (protocol: 0)", Count(sre, run => run.Score.IsForbiddenFirst), "", null, null);
        var nab = Of(runs, Nab.System);
        table.AtLeast("NAB, labelled windows seen", Share.Of(nab.Where(run => !run.Score.Truth.IsHealthy).Select(run => run.Score.Result.Verdict != "no_incident")), null, null);
        table.AtLeast("NAB, quiet windows left alone", Share.Of(nab.Where(run => run.Score.Truth.IsHealthy).Select(run => !run.Score.Result.NamesCause)), null, null);
    }

    private static void AllRows(ScoreTable table, IReadOnlyList<CaseRun> runs)
    {
        var generated = runs.Where(run => run.System.StartsWith(Generated.Prefix, StringComparison.Ordinal)).ToList();
        var heldOut = generated.Where(run => run.Score.Truth.IsHeldOut).ToList();
        Accuracy(table, "Generated", Caused(generated), 1, 0.90, 0.98);
        Accuracy(table, "Generated", Caused(generated), 3, 0.98, 1);
        Accuracy(table, "Generated, families not developed on", Caused(heldOut), 1, 0.90, 0.98);
        table.AtLeast("Generated, right category", Share.Of(Caused(generated).Select(run => run.Score.IsCategoryRight)), 0.80, 0.95);
        table.AtLeast("Generated, no false cause where nothing is wrong", Share.Of(generated.Where(run => run.Score.Truth.IsHealthy).Select(run => !run.Score.IsFalseCause)), 8.0 / 9, 1);
        table.AtLeast("Generated, no cause where nothing can be known", Share.Of(generated.Where(run => run.Score.Truth.IsUnknowable).Select(run => !run.Score.IsFalseCause)), null, null);
        table.AtMost("Generated, forbidden named first", Count(generated, run => run.Score.IsForbiddenFirst), "", 0, 0);
        var blamed = generated.Where(run => run.Score.Truth.Decoys.Contains(ManyChanges) && run.Score.IsChangeRight(run.HasChanges) is not null).ToList();
        table.AtLeast("Guilty change first among ten", Share.Of(blamed.Where(run => run.Score.HasGuiltyChange).Select(run => run.Score.IsChangeRight(run.HasChanges)!.Value)), 0.80, 0.95);
        table.AtLeast("No change named when none is guilty", Share.Of(blamed.Where(run => !run.Score.HasGuiltyChange).Select(run => run.Score.IsChangeRight(run.HasChanges)!.Value)), 0.90, 0.98);
        Robustness(table, Caused(runs));
        var calibration = Calibration.Of(Placed(runs).Concat(runs.Where(run => run.Score.Truth.IsHealthy)).Select(run => run.Score));
        table.AtMost("Calibration, ECE (10 bins)", calibration.ExpectedError, "", 0.12, 0.05);
        table.AtMost("Calibration, Brier", calibration.Brier, "", 0.18, null);
        table.AtLeast("Right where confidence is 0.8 or more", calibration.Sure, 0.85, 0.95);
        table.AtMost("Onset error, median, samples", Median(runs.Select(run => run.Score.OnsetErrorSamples).OfType<double>()), "", 2, 1);
        table.AtLeast("Valid evidence pointers", Share.Of(runs.Select(run => run.Score.DanglingPointers == 0)), 1, 1);
        table.AtLeast("Byte-equal on re-run", Share.Of(runs.Select(run => run.IsRepeatable).OfType<bool>()), 1, 1);
        table.AtLeast("Equal on shuffled rows", Share.Of(runs.Select(run => run.IsOrderFree).OfType<bool>()), 1, 1);
        table.AtMost("The verdict itself, slowest case", runs.Count == 0 ? double.NaN : runs.Max(run => run.Seconds), " s", 1, null);
    }

    private static void Robustness(ScoreTable table, IReadOnlyList<CaseRun> runs)
    {
        var placed = Placed(runs);
        double Loss(string variant, Func<CaseScore, double> figure) =>
            placed.Count == 0 || placed[0].Told.Count == 0 ? double.NaN : placed.Average(run => figure(run.Score)) - placed.Average(run => figure(run.Told[variant]));
        table.AtMost("Avg@5 lost with the onset 60 s wrong", Math.Max(Loss(Variant.OnsetEarly, score => score.Average), Loss(Variant.OnsetLate, score => score.Average)), "", 0.02, 0);
        foreach (var variant in new[] { Variant.Dropped, Variant.Skewed, Variant.Renamed })
        {
            table.AtMost($"AC@1 lost with {variant}", Loss(variant, score => score.AccuracyAt(1)), "", 0.05, 0.02);
        }
    }

    private static List<CaseRun> Of(IReadOnlyList<CaseRun> runs, string system) => [.. runs.Where(run => run.System == system)];

    private static List<CaseRun> Caused(IEnumerable<CaseRun> runs) => [.. runs.Where(run => run.Score.HasCause && run.System != Nab.System)];

    /// <summary>Cases whose true cause is a resource that is known.</summary>
    private static List<CaseRun> Placed(IEnumerable<CaseRun> runs) => [.. Caused(runs).Where(run => run.Score.Truth.Causes.All(cause => cause.Resources.Count > 0))];

    private static double Count(List<CaseRun> runs, Func<CaseRun, bool> holds) => runs.Count == 0 ? double.NaN : runs.Count(holds);

    private static void Accuracy(ScoreTable table, string what, IReadOnlyList<CaseRun> runs, int k, double minimum, double goal) =>
        table.AtLeast($"{what}, AC@{k}", Share.Of(runs.Select(run => run.Score.AccuracyAt(k))), minimum, goal);

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered.Count == 0 ? double.NaN : ordered[ordered.Count / 2];
    }
}
