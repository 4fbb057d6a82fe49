namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>
/// What a customer writes into the cloud so that it takes the broker's tokens for the next integration.
/// </summary>
public sealed record KeylessSubject
{
    public required string Issuer { get; init; }

    /// <summary>Of the integration that is connected next without a secret.</summary>
    public required string Subject { get; init; }
    public required string Audience { get; init; }

    /// <summary>
    /// Where the cloud reads the keys; an installation that it cannot reach uploads what stands there.
    /// </summary>
    public required string JwksUri { get; init; }
}
