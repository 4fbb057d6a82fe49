namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>What was read of a body, before it is sealed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Secret">What is sealed: the client secret, or the document as it was pasted.</param>
/// <param name="Core">What the fingerprint is made of.</param>
/// <param name="Principal">Whose it is, where it says so.</param>
internal sealed record ReadCredential(CredentialKind Kind, string Secret, string Core, string? Principal)
{
    public override string ToString() => "ReadCredential { [redacted] }";
}
