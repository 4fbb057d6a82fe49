namespace CauseFlow.Secrets;

/// <summary>A key is missing. When it is an old one, only the secrets under it are lost until it is put back.</summary>
public sealed class KeyUnavailableException(string keyId, string message) : Exception(message)
{
    /// <summary>The key that is missing; the id is no secret.</summary>
    public string KeyId { get; } = keyId;
}
