using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>One generation of a tenant's external id, only as ciphertext. The highest is the one that set-up shows.</summary>
public sealed class TenantExternalId
{
    public required string TenantId { get; init; }

    /// <summary>1, 2, 3 …</summary>
    public required int Generation { get; init; }

    /// <summary>See <see cref="SecretVault"/>; empty once it is retired for good.</summary>
    public required string Ciphertext { get; set; }

    /// <summary>Which key-encryption key the ciphertext is under; empty with the ciphertext.</summary>
    public required string KeyId { get; set; }

    /// <summary>Keyed hash of the value, for the unique index: none is ever used twice, also after it was retired.</summary>
    public required string Fingerprint { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when integrations that have not moved may use it; null for the highest generation.</summary>
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>What the ciphertext is bound to.</summary>
    public SecretContext SecretContext => ContextOf(TenantId, Generation);

    /// <summary>What the ciphertext of that generation is bound to.</summary>
    public static SecretContext ContextOf(string tenantId, int generation) =>
        new(tenantId, tenantId, $"external_id.{generation}");
}
