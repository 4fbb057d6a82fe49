namespace CauseFlow.Contracts;

/// <summary>ingestion or investigations → credential-broker and investigations: start (or resume) an investigation.</summary>
public sealed record InvestigationRequested : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required string IncidentId { get; init; }
    public required string IncidentKey { get; init; }
    public required InvestigationTrigger Trigger { get; init; }
    public AlarmFact? Alarm { get; init; }
    public required InvestigationWindow Window { get; init; }
    public InvestigationScope? Scope { get; init; }

    /// <summary>1 for the first pass, 2 and 3 for follow-ups.</summary>
    public required int Pass { get; init; }

    /// <summary>Follow-ups only: the sources to read.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>True when an unfinished investigation is asked for again after a restart.</summary>
    public bool Resume { get; init; }

    /// <summary>The person or key that started it, as the audit chain names them; null for an alarm's start.</summary>
    public string? RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
}
