using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>What a cloud answered when it was asked for a credential: the credential, or why there is none.</summary>
public sealed record MintedCredential
{
    /// <summary>Null when the cloud refused.</summary>
    public RedeemedCredentials? Credentials { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>Generation of the shared secret that it took, where the cloud has one (AWS: the external id).</summary>
    public int Generation { get; private init; }

    /// <summary>See <see cref="RedeemResponse.Principal"/>.</summary>
    public string? Principal { get; init; }

    /// <summary>Null when there is a credential.</summary>
    public Refusal? Refusal { get; private init; }

    public static MintedCredential Of(RedeemedCredentials credentials, DateTimeOffset expiresAt, int generation = 0) =>
        new() { Credentials = credentials, ExpiresAt = expiresAt, Generation = generation };

    public static MintedCredential Refused(Refusal refusal) => new() { Refusal = refusal };

    public override string ToString() => $"MintedCredential {{ {(Refusal is null ? "[redacted]" : $"{Refusal.Reason}")} }}";
}
