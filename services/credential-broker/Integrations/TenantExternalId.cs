namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>A tenant's external id, only as ciphertext.</summary>
public sealed class TenantExternalId
{
    public required string TenantId { get; init; }

    /// <summary>See <see cref="Secrets.SecretVault"/>.</summary>
    public required string Ciphertext { get; set; }

    /// <summary>Keyed hash of the value, for the unique index: no two tenants ever share one.</summary>
    public required string Fingerprint { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
