namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>A JSON web key set.</summary>
public sealed record OidcKeySet(IReadOnlyList<OidcPublicKey> Keys);
