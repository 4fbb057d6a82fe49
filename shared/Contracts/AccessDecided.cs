namespace CauseFlow.Contracts;

/// <summary>credential-broker → investigations: per integration granted or refused; an empty list means nothing is connected.</summary>
public sealed record AccessDecided : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required IReadOnlyList<IntegrationAccess> Integrations { get; init; }

    /// <summary>Set when nothing could be decided for any integration.</summary>
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }
}
