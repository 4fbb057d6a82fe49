namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>What STS answered. It exists in memory only.</summary>
public sealed record AwsSession
{
    public required string AccessKeyId { get; init; }
    public required string SecretAccessKey { get; init; }
    public required string SessionToken { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public override string ToString() => "AwsSession { [redacted] }";
}
