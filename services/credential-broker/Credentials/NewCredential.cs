using System.Text.Json;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>Body of <c>POST /v1/credentials</c>: either a client secret of Azure or a document of Google Cloud.</summary>
public sealed record NewCredential
{
    public string? Name { get; init; }

    /// <summary>Azure: the secret's value.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Azure: when the secret expires; the integration that takes it warns two weeks before.</summary>
    public DateTimeOffset? SecretExpiresAt { get; init; }

    /// <summary>
    /// Google Cloud: a service account's key or a workload identity federation document, the JSON or a string that holds it.
    /// </summary>
    public JsonElement? Credential { get; init; }

    public override string ToString() => "NewCredential { [redacted] }";
}
