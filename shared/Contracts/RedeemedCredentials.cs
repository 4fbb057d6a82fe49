namespace CauseFlow.Contracts;

/// <summary>Session credentials, in memory only. For AWS the three STS values, for Azure and GCP a bearer token.</summary>
public sealed record RedeemedCredentials
{
    public string? AccessKeyId { get; init; }
    public string? SecretAccessKey { get; init; }
    public string? SessionToken { get; init; }

    /// <summary>Azure and GCP: the OAuth access token of the audience.</summary>
    public string? AccessToken { get; init; }

    public override string ToString() => "RedeemedCredentials { [redacted] }";
}
