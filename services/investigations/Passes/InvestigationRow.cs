using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// One investigation. Every handler raises <see cref="Version"/>, so two that store at once cannot both miss that
/// together they have completed the pass.
/// </summary>
public sealed class InvestigationRow
{
    public long Seq { get; set; }
    public required string Id { get; set; }
    public required string TenantId { get; set; }

    /// <summary>Null until the request has arrived: other messages may overtake it.</summary>
    public string? IncidentId { get; set; }
    public InvestigationRequested? Request { get; set; }
    public InvestigationStatus Status { get; set; }
    public int Pass { get; set; } = 1;

    /// <summary>Revision of the latest verdict; 0 before the first.</summary>
    public int Revision { get; set; }
    public VerdictOutcome? Outcome { get; set; }
    public bool AccessDecided { get; set; }

    /// <summary>Why no integration could be decided at all; null when integrations speak for themselves.</summary>
    public CollectionFailure? AccessRefusal { get; set; }
    public DateTimeOffset? RequestedAt { get; set; }

    /// <summary>First redemption: the deadline runs from it.</summary>
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FirstFindingAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>When the pass ends whatever is missing; null before the request and after the end.</summary>
    public DateTimeOffset? DeadlineAt { get; set; }

    /// <summary>W3C trace id of the work that asked for it.</summary>
    public string? TraceId { get; set; }
    public long Version { get; set; }

    public bool IsOver => Status is InvestigationStatus.Completed or InvestigationStatus.Cancelled;
}
