using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// An account, subscription or project while it is connected: by one integration of a tenant at a time.
/// </summary>
public sealed class ConnectedAccount
{
    public required string TenantId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required string Account { get; init; }
    public required string IntegrationId { get; init; }
}
