using System.Text.Json.Serialization;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>The discovery document, in the words of OpenID Connect.</summary>
public sealed record OidcDiscovery
{
    [JsonPropertyName("issuer")]
    public required string Issuer { get; init; }

    [JsonPropertyName("jwks_uri")]
    public required string JwksUri { get; init; }

    [JsonPropertyName("response_types_supported")]
    public IReadOnlyList<string> ResponseTypes { get; init; } = ["id_token"];

    [JsonPropertyName("subject_types_supported")]
    public IReadOnlyList<string> SubjectTypes { get; init; } = ["public"];

    [JsonPropertyName("id_token_signing_alg_values_supported")]
    public IReadOnlyList<string> Algorithms { get; init; } = [OidcKey.Algorithm];

    [JsonPropertyName("claims_supported")]
    public IReadOnlyList<string> Claims { get; init; } = ["iss", "sub", "aud", "iat", "nbf", "exp", "jti"];

    public static OidcDiscovery Of(string issuer) => new() { Issuer = issuer, JwksUri = issuer + OidcEndpoints.JwksPath };
}
