namespace CauseFlow.Secrets;

/// <summary>The keys and what is under them.</summary>
public sealed record KeyStatus
{
    /// <summary>New secrets go under this key.</summary>
    public required string CurrentKeyId { get; init; }

    /// <summary>Every key that is there or that some secret needs.</summary>
    public required IReadOnlyList<KeyUse> Keys { get; init; }

    /// <summary>Secrets that are still to be moved under the current key.</summary>
    public required int Remaining { get; init; }

    /// <summary>Secrets that cannot be used until their key is put back.</summary>
    public required int Disabled { get; init; }
}
