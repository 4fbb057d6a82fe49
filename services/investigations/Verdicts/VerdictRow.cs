using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Verdicts;

/// <summary>One revision: the whole input and the whole output of the diagnosis.</summary>
public sealed class VerdictRow
{
    public required string TenantId { get; set; }
    public required string InvestigationId { get; set; }
    public int Revision { get; set; }
    public required string IncidentId { get; set; }
    public int Pass { get; set; }

    /// <summary>Null when the evidence has been deleted after its retention.</summary>
    public CaseFile? Case { get; set; }

    /// <summary>Of the case without its revision, so that the next one is compared without reading this one.</summary>
    public string? CaseHash { get; set; }
    public required Verdict Verdict { get; set; }

    /// <summary>Another outcome or another first cause than the revision before; false for the first.</summary>
    public bool IsChanged { get; set; }
    public DateTimeOffset JudgedAt { get; set; }
}
