using CauseFlow.Contracts;
using CauseFlow.Demo.Api;
using CauseFlow.Demo.Progress;
using Spectre.Console;

namespace CauseFlow.Demo.Report;

/// <summary>Prints a verdict as an engineer on call wants to read it: the cause first, and why to believe it.</summary>
internal sealed class VerdictReport(IAnsiConsole console)
{
    private const int MaxEvidenceLines = 6;

    public void Print(
        FinishedInvestigation finished,
        CaseExport exported,
        IReadOnlyDictionary<string, EvidenceAnswer> evidence,
        TimeSpan elapsed)
    {
        PrintSources(finished.Investigation.Sources ?? []);
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{finished.Incident.Title}[/]");
        console.MarkupLineInterpolated($"{TruthCheck.Word(exported.Verdict.Outcome)}: {exported.Verdict.Summary}");
        foreach (var cause in exported.Verdict.Causes.OrderBy(cause => cause.Rank))
        {
            PrintCause(cause, evidence);
        }

        PrintRuledOut(exported.Verdict.RuledOut);
        PrintGaps(exported.Case.Coverage);
        PrintNextSteps(exported.Verdict.Causes);
        console.WriteLine();
        var revision = exported.Verdict.Revision;
        console.MarkupLineInterpolated(
            $"[bold]{elapsed.TotalSeconds:0.0} s[/] from the alarm to the verdict (revision {revision}).");
    }

    private void PrintSources(IReadOnlyList<SourceAnswer> sources)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("Source", "Region", "Coverage").AddColumn(new TableColumn("Duration").RightAligned());
        foreach (var source in sources)
        {
            var duration = source.DurationMilliseconds is { } milliseconds ? $"{milliseconds} ms" : "";
            table.AddRow(
                new Text(source.Source), new Text(source.Region ?? ""), new Text(source.Outcome), new Text(duration));
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }
    }

    private void PrintCause(Cause cause, IReadOnlyDictionary<string, EvidenceAnswer> evidence)
    {
        console.WriteLine();
        var category = TruthCheck.Word(cause.Category);
        console.MarkupLineInterpolated(
            $"[bold]{cause.Rank}. {category}[/] {cause.Resource.Name} [bold]{cause.Confidence:P0}[/]");
        console.MarkupLineInterpolated($"   {cause.Summary}");
        PrintEvidence("for", cause.Supporting, evidence);
        PrintEvidence("against", cause.Refuting, evidence);
    }

    private void PrintEvidence(
        string side, IReadOnlyList<string> ids, IReadOnlyDictionary<string, EvidenceAnswer> evidence)
    {
        foreach (var id in ids.Take(MaxEvidenceLines))
        {
            var line = evidence.TryGetValue(id, out var row) ? $"{row.Type,-13} {row.Summary}" : id;
            console.MarkupLineInterpolated($"     [grey]{side,-8}[/]{line}");
        }

        if (ids.Count > MaxEvidenceLines)
        {
            console.MarkupLineInterpolated($"     [grey]{side,-8}[/]and {ids.Count - MaxEvidenceLines} more");
        }
    }

    private void PrintRuledOut(IReadOnlyList<RuledOutHypothesis> ruledOut)
    {
        Heading("Ruled out", ruledOut.Count);
        foreach (var hypothesis in ruledOut)
        {
            console.MarkupLineInterpolated($"  {hypothesis.Summary} [grey]{hypothesis.Reason}[/]");
        }
    }

    private void PrintGaps(IReadOnlyList<Coverage> coverage)
    {
        var gaps = coverage
            .Where(row => row.Outcome is not (CoverageOutcome.Complete or CoverageOutcome.NotApplicable))
            .OrderBy(row => row.Source, StringComparer.Ordinal)
            .ToList();
        Heading("Not seen", gaps.Count);
        foreach (var gap in gaps)
        {
            console.MarkupLineInterpolated(
                $"  {gap.Source} ({gap.Api}): {TruthCheck.Word(gap.Outcome)}. {gap.Detail} {gap.Remedy}");
        }
    }

    private void PrintNextSteps(IReadOnlyList<Cause> causes)
    {
        var steps = causes.OrderBy(cause => cause.Rank).FirstOrDefault()?.NextSteps ?? [];
        Heading("Next steps", steps.Count);
        foreach (var step in steps)
        {
            console.MarkupLineInterpolated($"  {step}");
        }
    }

    private void Heading(string text, int lines)
    {
        if (lines > 0)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{text}[/]");
        }
    }
}
