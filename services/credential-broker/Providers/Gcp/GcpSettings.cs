using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>What an integration of Google Cloud has of its own. The private key is not here but in the vault.</summary>
public sealed record GcpSettings : ProviderSettings
{
    /// <summary>
    /// The service account whose key is held, or that is impersonated; null where the federated identity reads by
    /// itself.
    /// </summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Id of the key; null without one.</summary>
    public string? KeyId { get; init; }

    /// <summary>Where the key is redeemed; null for Google's own address.</summary>
    public string? TokenUri { get; init; }

    /// <summary>The workload identity provider, <c>//iam.googleapis.com/projects/…</c>; null with a key.</summary>
    public string? Audience { get; init; }

    /// <summary>The type that the provider was told to expect of the token; null with a key.</summary>
    public string? SubjectTokenType { get; init; }

    public override string Principal => ServiceAccount ?? Audience ?? "";
}
