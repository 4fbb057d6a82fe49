namespace CauseFlow.Contracts;

/// <summary>Session credentials, in memory only. For AWS the three STS values.</summary>
public sealed record RedeemedCredentials
{
    public string? AccessKeyId { get; init; }
    public string? SecretAccessKey { get; init; }
    public string? SessionToken { get; init; }

    public override string ToString() => "RedeemedCredentials { [redacted] }";
}
