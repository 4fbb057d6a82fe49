using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Evidence;

/// <summary>
/// The facts behind a revision in full, as many as a person looks at: what the verdict cites first, then what lies nearest to its
/// first cause. Totals says how many the case has of each kind; the rest is in the list of evidence and in the export.
/// </summary>
public sealed record FactSheet
{
    public required string InvestigationId { get; init; }
    public required int Revision { get; init; }

    /// <summary>Of the newest to the oldest.</summary>
    public required IReadOnlyList<RevisionView> Revisions { get; init; }
    public required InvestigationWindow Window { get; init; }

    /// <summary>The verdict of this revision.</summary>
    public required Verdict Verdict { get; init; }
    public required IReadOnlyList<Coverage> Coverage { get; init; }
    public required IReadOnlyList<AlarmFact> Alarms { get; init; }
    public required IReadOnlyList<MetricSeries> Metrics { get; init; }
    public required IReadOnlyList<LogPattern> Logs { get; init; }
    public required IReadOnlyList<ResourceState> States { get; init; }
    public required IReadOnlyList<Change> Changes { get; init; }

    /// <summary>Between resources whose state is on the sheet.</summary>
    public required IReadOnlyList<Relation> Relations { get; init; }
    public required FactTotals Totals { get; init; }
}

/// <summary>One verdict of the investigation.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Pass">The pass that gave it.</param>
/// <param name="JudgedAt">When.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Confidence">Of its first cause, 0 to 1.</param>
/// <param name="IsChanged">It says otherwise than the revision before.</param>
public sealed record RevisionView(
    int Revision, int Pass, DateTimeOffset JudgedAt, VerdictOutcome Outcome, string Summary, double? Confidence, bool IsChanged);

/// <summary>How many facts of each kind the whole case has.</summary>
public sealed record FactTotals(int Alarms, int Metrics, int Logs, int States, int Changes, int Relations);
