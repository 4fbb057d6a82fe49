namespace CauseFlow.Contracts;

/// <summary>credential-broker → collector-azure, a command in effect. The token is no credential: it is redeemed with the collector's own identity.</summary>
public sealed record AzureSessionGranted : ISessionGranted
{
    public required string TenantId { get; init; }
    public required LeasePurpose Purpose { get; init; }

    /// <summary>Null unless the purpose is an investigation.</summary>
    public string? InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string IntegrationId { get; init; }
    public required string LeaseId { get; init; }
    public required string SessionToken { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required CollectionTarget Target { get; init; }
    public InvestigationWindow? Window { get; init; }

    /// <summary>Follow-ups only: the sources to read.</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    /// <summary>The token stays out of logs that print the message.</summary>
    public override string ToString() =>
        $"AzureSessionGranted {{ LeaseId = {LeaseId}, InvestigationId = {InvestigationId}, Pass = {Pass}, SessionToken = [redacted] }}";
}
