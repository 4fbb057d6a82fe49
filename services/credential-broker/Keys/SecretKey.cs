namespace CauseFlow.CredentialBroker.Keys;

/// <summary>
/// A key-encryption key that this database has been used with. A current key that is not among them, while old ones are
/// missing, means that the key folder was lost and made anew.
/// </summary>
public sealed class SecretKey
{
    public required string KeyId { get; init; }
    public required DateTimeOffset FirstSeenAt { get; init; }
}
