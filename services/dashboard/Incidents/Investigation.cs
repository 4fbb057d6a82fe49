using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>What the current investigation has come to, as the API says it.</summary>
public sealed record Investigation
{
    public required string IncidentId { get; init; }
    public required string InvestigationId { get; init; }

    /// <summary>A word such as <c>collecting</c> or <c>completed</c>.</summary>
    public required string Status { get; init; }
    public VerdictOutcome? Outcome { get; init; }
    public required int Revision { get; init; }
    public string? Summary { get; init; }
    public OnsetInterval? Onset { get; init; }
    public double? Confidence { get; init; }
    public IReadOnlyList<Cause> Causes { get; init; } = [];
    public IReadOnlyList<RuledOutHypothesis> RuledOut { get; init; } = [];

    /// <summary>What the causes cite.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
    public IReadOnlyList<Coverage> Coverage { get; init; } = [];
    public int Pass { get; init; }
    public DateTimeOffset? NextPassAt { get; init; }
    public IReadOnlyList<string>? NextPassSources { get; init; }
    public bool VerdictChanged { get; init; }
    public IReadOnlyList<Feedback> Feedback { get; init; } = [];
    public string? TraceId { get; init; }
}

/// <summary>One fact as the API lists it.</summary>
public sealed record Evidence(
    string EvidenceId, string Type, string Source, string Summary, string Severity, DateTimeOffset Timestamp,
    string RawSnippet, Pointer? Pointer);

/// <summary>What a person says of a cause: <c>confirm</c> or <c>reject</c>.</summary>
public sealed record Feedback(
    int Revision, int Rank, string Opinion, string Person, string? Comment, DateTimeOffset GivenAt);

/// <summary>A step of the incident.</summary>
/// <param name="Seq">Grows along the steps.</param>
/// <param name="At">When it happened.</param>
/// <param name="Kind">A word of a closed list, such as <c>verdict</c>.</param>
/// <param name="Text">One sentence.</param>
public sealed record TimelineStep(long Seq, DateTimeOffset At, string Kind, string Text);

/// <summary>An alarm of the incident.</summary>
public sealed record IncidentAlarm(
    AlarmFact Alarm, DateTimeOffset? FirstFiredAt, string Grouping, string Why, IReadOnlyList<AlarmTransition> History);

/// <summary>One change of an alarm's state.</summary>
public sealed record AlarmTransition(DateTimeOffset At, AlarmState State, AlarmState? PreviousState, string? Reason);

/// <summary>An investigation as it is listed with its incident.</summary>
public sealed record InvestigationRun(
    string Id, InvestigationTrigger? Trigger, string Status, int Pass, DateTimeOffset? NextPassAt, int Revision,
    VerdictOutcome? Outcome, DateTimeOffset? RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt,
    string? TraceId, IReadOnlyList<SourceRun> Sources, IReadOnlyList<AccessProof>? Access = null);

/// <summary>What one source of an investigation came to.</summary>
public sealed record SourceRun(
    string IntegrationId, string Region, string Source, CoverageOutcome Outcome, long DurationMilliseconds);
