namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>What a signing key is good for now.</summary>
/// <param name="Key">The key.</param>
/// <param name="Signs">Whether new tokens are signed with it.</param>
/// <param name="PublishedUntil">When it leaves the key set; null while no other follows it.</param>
public sealed record OidcKeyUse(OidcKey Key, bool Signs, DateTimeOffset? PublishedUntil);
