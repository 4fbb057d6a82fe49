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
    public required CaseFile Case { get; set; }
    public required Verdict Verdict { get; set; }
    public DateTimeOffset JudgedAt { get; set; }
}
