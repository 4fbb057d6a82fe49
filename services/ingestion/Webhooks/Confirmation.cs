using CauseFlow.Secrets;

namespace CauseFlow.Ingestion.Webhooks;

public enum ConfirmationStatus
{
    /// <summary>The topic is not accepted: an admin approves, or an integration comes to name it.</summary>
    Waiting,

    /// <summary>The worker will call SubscribeURL.</summary>
    Queued,
    Confirmed,
    Failed,

    /// <summary>SNS said that the subscription was removed: no alarm arrives by it any more.</summary>
    Ended,
}

/// <summary>A verified request of SNS to confirm a subscription.</summary>
public sealed class Confirmation
{
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required string TopicArn { get; init; }
    public required string MessageId { get; init; }
    public required ConfirmationStatus Status { get; set; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When SNS sent the request: an end that is older does not concern it.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>
    /// Which route key the subscription's address has; the end of one at an older key ends no newer one.
    /// </summary>
    public required int RouteGeneration { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Ciphertext of SubscribeURL, which contains the token; null once it is of no more use.</summary>
    public string? SubscribeUrl { get; private set; }

    /// <summary>Which key-encryption key the ciphertext is under; null with it.</summary>
    public string? KeyId { get; private set; }
    public DateTimeOffset? DueAt { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }

    /// <summary>Row version.</summary>
    public long Version { get; set; }

    /// <summary>What the ciphertext is bound to.</summary>
    public SecretContext SecretContext => new(TenantId, Id, "subscribe_url");

    public void Seal(string ciphertext) => (SubscribeUrl, KeyId) = (ciphertext, SecretVault.KeyIdOf(ciphertext));

    public void Forget() => (SubscribeUrl, KeyId) = (null, null);

    public override string ToString() => $"Confirmation {{ Id = {Id}, Status = {Status}, SubscribeUrl = [redacted] }}";
}
