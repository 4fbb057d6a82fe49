namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>An external id that may be sent for an integration. It is a secret, so nothing prints it.</summary>
public sealed record ExternalIdCandidate(int Generation, string Value)
{
    public override string ToString() => $"ExternalIdCandidate {{ Generation = {Generation}, Value = [redacted] }}";
}
