using System.Globalization;
using CauseFlow.DiagnosisBench.Imports;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.DiagnosisBench.Scores;

/// <summary>Each system by itself, their mean and the worst, how confidence and truth go together, and what was missed.</summary>
internal static class SystemReport
{
    private const int MaxMisses = 60;

    public static void Print(IReadOnlyList<CaseRun> runs)
    {
        Console.WriteLine("\nBy system");
        List<(string System, double First)> firsts = [];
        foreach (var system in runs.Where(HasTruth).GroupBy(run => run.System))
        {
            var caused = system.Where(run => run.Score.HasCause).Select(run => run.Score).ToList();
            var (first, third) = (Share.Of(caused.Select(score => score.AccuracyAt(1))), Share.Of(caused.Select(score => score.AccuracyAt(3))));
            var categories = Share.Of(caused.Where(score => score.Truth.Causes.Any(cause => cause.Category is not null)).Select(score => score.IsCategoryRight));
            var verdicts = string.Join(", ", system.GroupBy(run => run.Score.Result.Verdict).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"));
            Console.WriteLine($"  {system.Key,-28} AC@1 {first}  AC@3 {third.Value.ToString("0.000", CultureInfo.InvariantCulture)}"
                + $"  Avg@5 {Share.Of(caused.Select(score => score.Average)).Value.ToString("0.000", CultureInfo.InvariantCulture)}  category {categories}  ({verdicts})");
            if (first.Count > 0)
            {
                firsts.Add((system.Key, first.Value));
            }
        }

        if (firsts.Count > 0)
        {
            var (worst, value) = firsts.MinBy(first => first.First);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  macro mean AC@1 {firsts.Average(first => first.First):0.000}; worst system {worst} {value:0.000}"));
        }

        foreach (var run in runs.Where(run => run.IsRepeatable == false || run.IsOrderFree == false || run.Score.DanglingPointers > 0))
        {
            Console.WriteLine($"  NOT AS PROMISED: {run.System}/{run.Score.Name}: same again {run.IsRepeatable}, same when shuffled {run.IsOrderFree}, pointers to nothing {run.Score.DanglingPointers}");
        }

        Bins(runs);
        Misses(runs);
    }

    /// <summary>Of the labelled series nobody knows what caused what they show.</summary>
    private static bool HasTruth(CaseRun run) => run.System != Nab.System;

    private static void Bins(IReadOnlyList<CaseRun> runs)
    {
        Console.WriteLine("\nConfidence of the first cause against how often it is right");
        foreach (var (count, confidence, right) in Calibration.Of(runs.Where(HasTruth).Select(run => run.Score)).Bins.Where(bin => bin.Count > 0))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {confidence:0.00}  {right:0.00}  of {count}"));
        }
    }

    private static void Misses(IReadOnlyList<CaseRun> runs)
    {
        var missed = runs.Where(run => HasTruth(run) && (run.Score.HasCause ? !run.Score.IsFirstRight : run.Score.IsFalseCause)).ToList();
        Console.WriteLine($"\nNot right first: {missed.Count} of {runs.Count}");
        foreach (var run in missed.Take(MaxMisses))
        {
            var truth = run.Score.Truth.Causes.Count == 0 ? "nothing" : string.Join(" + ", run.Score.Truth.Causes.Select(cause => $"{(cause.Resources is [var resource, ..] ? resource : "?")} ({cause.Category ?? "?"})"));
            var first = run.Score.Result.Causes is [var top, ..] ? top : null;
            var place = Enumerable.Range(0, run.Score.Result.Causes.Count).FirstOrDefault(at => run.Score.Truth.Causes.Any(cause => cause.Is(run.Score.Result.Causes[at])), -1);
            Console.WriteLine($"  {run.System}/{run.Score.Name}: true {truth}, {(place < 0 ? "not named" : $"at {place + 1}")}; {run.Score.Result.Verdict}"
                + (first is null ? "" : string.Create(CultureInfo.InvariantCulture, $", first {first.Resource} ({first.Category}, {first.Signal}, {first.Confidence:0.00})")));
        }

        if (missed.Count > MaxMisses)
        {
            Console.WriteLine($"  and {missed.Count - MaxMisses} more");
        }
    }
}
