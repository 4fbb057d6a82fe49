namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>What was handed in.</summary>
public enum CredentialKind
{
    AzureClientSecret,
    GcpServiceAccountKey,
    GcpFederation,
}
