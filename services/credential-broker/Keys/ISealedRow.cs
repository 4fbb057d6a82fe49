using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>A row that may hold one secret of a customer's as ciphertext.</summary>
public interface ISealedRow
{
    string Id { get; }

    /// <summary>The ciphertext; null without a secret.</summary>
    string? Secret { get; set; }

    /// <summary>Which key-encryption key it is under; null with the secret.</summary>
    string? SecretKeyId { get; set; }

    /// <summary>What the ciphertext is bound to.</summary>
    SecretContext SecretContext { get; }
}
