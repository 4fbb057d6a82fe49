namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>How storing ended.</summary>
/// <param name="Credential">Null when the tenant has too many, or when the key was used for another POST.</param>
/// <param name="IsRepeated">Whether a POST with the same Idempotency-Key came before.</param>
internal sealed record StoreOutcome(StoredCredential? Credential, bool IsRepeated);
