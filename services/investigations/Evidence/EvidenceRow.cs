using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Evidence;

/// <summary>One fact as the API lists it; derived from the stored parts.</summary>
public sealed class EvidenceRow
{
    public long Seq { get; set; }
    public required string TenantId { get; set; }
    public required string InvestigationId { get; set; }
    public required string EvidenceId { get; set; }

    /// <summary>log, metric, resource, deployment, config_change, alert or relation.</summary>
    public required string Type { get; set; }
    public required string Source { get; set; }
    public required string Summary { get; set; }
    public required string Severity { get; set; }
    public DateTimeOffset Timestamp { get; set; }

    /// <summary>At most 2 KiB of the fact: a log line, else its JSON.</summary>
    public required string RawSnippet { get; set; }
    public Pointer? Pointer { get; set; }

    /// <summary>The pass that read it; a later one replaces an earlier one's reading.</summary>
    public int Pass { get; set; }

    /// <summary>The same fact as a later pass has read it.</summary>
    public void Become(EvidenceRow later)
    {
        ArgumentNullException.ThrowIfNull(later);
        Source = later.Source;
        Summary = later.Summary;
        Severity = later.Severity;
        Timestamp = later.Timestamp;
        RawSnippet = later.RawSnippet;
        Pointer = later.Pointer;
        Pass = later.Pass;
    }
}
