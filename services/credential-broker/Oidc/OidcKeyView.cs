namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>A signing key as operators see it.</summary>
public sealed record OidcKeyView(string KeyId, DateTimeOffset CreatedAt, bool Signs, DateTimeOffset? PublishedUntil);
