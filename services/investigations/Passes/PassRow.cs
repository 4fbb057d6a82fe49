using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>One pass of an investigation. It changes only under the investigation's row version.</summary>
public sealed class PassRow
{
    public required string TenantId { get; set; }
    public required string InvestigationId { get; set; }
    public int Number { get; set; }

    /// <summary>Null until it has arrived: other messages may overtake it.</summary>
    public InvestigationRequested? Request { get; set; }
    public InvestigationStatus Status { get; set; }
    public bool AccessDecided { get; set; }

    /// <summary>Why no integration could be decided at all; null when integrations speak for themselves.</summary>
    public CollectionFailure? AccessRefusal { get; set; }

    /// <summary>First redemption: the deadline runs from it.</summary>
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    public bool IsOver => Status is InvestigationStatus.Completed or InvestigationStatus.Cancelled;
}
