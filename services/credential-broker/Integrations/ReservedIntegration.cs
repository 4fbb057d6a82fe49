using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// The id that a tenant's next keyless integration will have. The customer writes it into the cloud before there is an
/// integration: it is part of the subject of the tokens that prove who asks.
/// </summary>
public sealed class ReservedIntegration
{
    public required string TenantId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required string IntegrationId { get; init; }
}
