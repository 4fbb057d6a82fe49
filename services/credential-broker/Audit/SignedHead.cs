namespace CauseFlow.CredentialBroker.Audit;

/// <summary>A head as it was written to the log, given back to be checked against today's chain.</summary>
public sealed record SignedHead
{
    public required long Count { get; init; }
    public required string Hash { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Signature { get; init; }
    public required string KeyId { get; init; }
}
