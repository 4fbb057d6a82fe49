namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>A token of Google's, or why there is none. It exists in memory only.</summary>
public sealed record GoogleToken
{
    /// <summary>Null when it was refused.</summary>
    public string? Value { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public Refusal? Refusal { get; private init; }

    public static GoogleToken Of(string value, DateTimeOffset expiresAt) => new() { Value = value, ExpiresAt = expiresAt };

    public static GoogleToken Refused(Refusal refusal) => new() { Refusal = refusal };

    public override string ToString() => $"GoogleToken {{ {(Refusal is null ? "[redacted]" : $"{Refusal.Reason}")} }}";
}
