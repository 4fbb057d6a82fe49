namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>What was read of a pasted document: settings to keep, and the private key where there is one.</summary>
/// <param name="Settings">What is no secret.</param>
/// <param name="PrivateKey">PEM; null for a federation document.</param>
/// <param name="Notes">What was in the document and is not used.</param>
internal sealed record GcpCredential(GcpSettings Settings, string? PrivateKey, IReadOnlyList<string> Notes)
{
    public override string ToString() => "GcpCredential { [redacted] }";
}
