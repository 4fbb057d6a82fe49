namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>A credential as the API shows it: never the secret, nor what it is sealed as.</summary>
public sealed record CredentialView
{
    public required string Id { get; init; }
    public required CredentialKind Kind { get; init; }
    public string? Name { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The service account, or the provider of a federation; null for a client secret.</summary>
    public string? Principal { get; init; }

    /// <summary>Equal for two credentials with the same secret in this installation; says nothing outside of it.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The integration that uses it; null while none does.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>When it is removed if no integration uses it; null in use.</summary>
    public DateTimeOffset? RemovedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static CredentialView Of(StoredCredential credential, TimeSpan unused)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new CredentialView
        {
            Id = credential.Id, Kind = credential.Kind, Name = credential.Name, ExpiresAt = credential.ExpiresAt,
            Principal = credential.Principal, Fingerprint = credential.Fingerprint, IntegrationId = credential.IntegrationId,
            RemovedAt = credential.IntegrationId is null ? credential.CreatedAt + unused : null,
            CreatedAt = credential.CreatedAt,
        };
    }
}
