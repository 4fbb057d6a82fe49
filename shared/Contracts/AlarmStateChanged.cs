namespace CauseFlow.Contracts;

/// <summary>ingestion → investigations: every accepted transition of an alarm.</summary>
public sealed record AlarmStateChanged : ITenantMessage
{
    public required string TenantId { get; init; }

    /// <summary>Null for a transition that belongs to no incident (yet).</summary>
    public string? IncidentId { get; init; }
    public required string IncidentKey { get; init; }
    public required AlarmFact Alarm { get; init; }

    /// <summary>Set where this transition started an investigation.</summary>
    public string? InvestigationId { get; init; }

    /// <summary>When that investigation is allowed to start; later than now when the start rate holds it back.</summary>
    public DateTimeOffset? StartsAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}
