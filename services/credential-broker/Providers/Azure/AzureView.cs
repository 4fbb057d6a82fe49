namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>What the API shows of an integration's Azure settings.</summary>
public sealed record AzureView
{
    public required string TenantId { get; init; }
    public required string ClientId { get; init; }

    /// <summary>A federated credential instead of a secret.</summary>
    public required bool Keyless { get; init; }
    public DateTimeOffset? SecretExpiresAt { get; init; }
    public required IReadOnlyList<string> ResourceGroups { get; init; }
    public string? WorkspaceId { get; init; }

    public static AzureView Of(AzureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new AzureView
        {
            TenantId = settings.DirectoryId, ClientId = settings.ClientId, Keyless = settings.Keyless,
            SecretExpiresAt = settings.SecretExpiresAt, ResourceGroups = settings.ResourceGroups,
            WorkspaceId = settings.WorkspaceId,
        };
    }
}
