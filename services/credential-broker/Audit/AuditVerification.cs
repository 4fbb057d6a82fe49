namespace CauseFlow.CredentialBroker.Audit;

/// <summary>What checking a chain found.</summary>
public sealed record AuditVerification
{
    public required bool Ok { get; init; }

    /// <summary>How many records were read.</summary>
    public required long Count { get; init; }

    /// <summary>
    /// Sequence number of the first record that is kept: the ones before were deleted after their retention, up to a signed
    /// checkpoint.
    /// </summary>
    public long KeptFrom { get; init; } = 1;

    /// <summary>
    /// Whether the chain was compared with the head that was given; false for one from before <see cref="KeptFrom"/>, whose record
    /// was deleted, and null when none was given.
    /// </summary>
    public bool? IsHeadCompared { get; init; }

    /// <summary>The first sequence number that is wrong; null when all is well.</summary>
    public long? BrokenAt { get; init; }

    /// <summary>What is wrong there: changed, lost, reordered or truncated.</summary>
    public string? Problem { get; init; }
}
