using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>Everything that the page of one incident shows, as of one look at the API.</summary>
public sealed record OpenCase(
    Incident Incident, Investigation? Investigation, FactSheet? Facts, IReadOnlyList<TimelineStep> Steps,
    IReadOnlyList<IncidentAlarm> Alarms, IReadOnlyList<InvestigationRun> Runs)
{
    private static readonly string[] Ended = ["completed", "cancelled", "failed"];

    public long LastStep => Steps.Count > 0 ? Steps[^1].Seq : 0;

    /// <summary>Changes with what the evidence may have changed with.</summary>
    public string Version => $"{Investigation?.InvestigationId} {Investigation?.Revision} {Investigation?.Status}";

    public Verdict? Verdict => Facts?.Verdict;

    public int Revision => Facts?.Revision ?? Investigation?.Revision ?? 0;

    public IReadOnlyList<Cause> Causes => Facts?.Verdict.Causes ?? Investigation?.Causes ?? [];

    public IReadOnlyList<RuledOutHypothesis> RuledOut => Facts?.Verdict.RuledOut ?? Investigation?.RuledOut ?? [];

    public VerdictOutcome? Outcome => Facts?.Verdict.Outcome ?? Investigation?.Outcome;

    public string? Summary => Facts?.Verdict.Summary ?? Investigation?.Summary;

    public OnsetInterval? Onset => Facts?.Verdict.Onset ?? Investigation?.Onset;

    public Cause? FirstCause => Causes.Count > 0 ? Causes[0] : null;

    /// <summary>A verdict that was replaced by a later one.</summary>
    public bool IsOlderRevision => Facts is { } facts && facts.Revisions.Count > 0 && facts.Revision < facts.Revisions[0].Number;

    public bool IsRunning => Investigation is { } running && !Ended.Contains(running.Status, StringComparer.Ordinal)
        && Incident.Status is not (IncidentStatus.Closed);

    public InvestigationRun? CurrentRun => Runs.FirstOrDefault(run => run.Id == Incident.InvestigationId);

    /// <summary>The alarm that opened the incident; null for one that was opened by hand.</summary>
    public IncidentAlarm? Opener => Alarms.FirstOrDefault(alarm => alarm.Grouping == "opened_incident")
        ?? Alarms.OrderBy(alarm => alarm.FirstFiredAt ?? DateTimeOffset.MaxValue).FirstOrDefault();
}
