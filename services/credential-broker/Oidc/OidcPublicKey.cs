namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>An RSA key of the set.</summary>
public sealed record OidcPublicKey
{
    public string Kty { get; init; } = "RSA";
    public string Use { get; init; } = "sig";
    public string Alg { get; init; } = OidcKey.Algorithm;
    public required string Kid { get; init; }
    public required string N { get; init; }
    public required string E { get; init; }
}
