namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>As whom the broker asks without a secret, for people to compare.</summary>
internal sealed record FederatedIdentity(string Issuer, string Subject, string JwksUri);
