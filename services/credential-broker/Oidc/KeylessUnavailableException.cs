namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>An integration is keyless and this installation has no issuer address or no signing key.</summary>
public sealed class KeylessUnavailableException() : Exception("This installation issues no tokens.");
