using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>
/// A secret that an admin handed in before there is an integration for it. It has one owner at a time: the integration
/// that takes it seals it for itself, and from then on nothing of it is here but what may be shown.
/// </summary>
public sealed class StoredCredential : ISealedRow
{
    /// <summary><c>crd_</c> + ULID.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required CredentialKind Kind { get; init; }
    public string? Name { get; init; }

    /// <summary>As the customer read it off the portal; null when not given.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The service account, or the provider of a federation; null where the secret does not say whose it is.</summary>
    public string? Principal { get; init; }

    /// <summary>Of the secret under a key of this installation: tells whether two are the same, and nothing else.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The secret as ciphertext; null once an integration has taken it.</summary>
    public string? Secret { get; set; }

    /// <summary>Which key-encryption key the secret is under; null with the secret.</summary>
    public string? SecretKeyId { get; set; }

    /// <summary>The one integration that took it.</summary>
    public string? IntegrationId { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>The cloud that such a secret is for.</summary>
    public CloudProvider Provider => ProviderOf(Kind);

    /// <summary>The cloud that a kind of secret is for.</summary>
    public static CloudProvider ProviderOf(CredentialKind kind) => kind switch
    {
        CredentialKind.AzureClientSecret => CloudProvider.Azure,
        CredentialKind.GcpServiceAccountKey or CredentialKind.GcpFederation => CloudProvider.Gcp,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No cloud is known for it."),
    };

    /// <summary>What the secret's ciphertext is bound to.</summary>
    public SecretContext SecretContext => new(TenantId, Id, "stored_secret");
}
