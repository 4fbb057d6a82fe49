using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>What an integration of Azure has of its own. The client secret is not here but in the vault.</summary>
public sealed record AzureSettings : ProviderSettings
{
    /// <summary>The Entra tenant: a GUID, or a domain.</summary>
    public required string DirectoryId { get; init; }

    /// <summary>The application (client) id.</summary>
    public required string ClientId { get; init; }

    /// <summary>A federated credential takes the place of the secret.</summary>
    public bool Keyless { get; init; }

    /// <summary>When the secret expires, as the customer read it off the portal; null when not given.</summary>
    public DateTimeOffset? SecretExpiresAt { get; init; }

    /// <summary>Empty for whole subscriptions.</summary>
    public IReadOnlyList<string> ResourceGroups { get; init; } = [];

    /// <summary>Workspace id (a GUID) of Log Analytics; null for none.</summary>
    public string? WorkspaceId { get; init; }

    public override string Principal => ClientId;
}
