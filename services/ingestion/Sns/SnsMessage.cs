namespace CauseFlow.Ingestion.Sns;

/// <summary>The three messages that SNS posts.</summary>
public enum SnsMessageType
{
    Notification,
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

/// <summary>An SNS envelope whose shape is right; nothing is proved until <see cref="SnsVerifier"/> has said so.</summary>
public sealed record SnsMessage
{
    public required SnsMessageType Type { get; init; }

    /// <summary>A GUID in its 36-character form.</summary>
    public required string MessageId { get; init; }
    public required SnsTopic Topic { get; init; }

    /// <summary>As it came, because it is part of the string that was signed.</summary>
    public required string TimestampText { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required string Message { get; init; }
    public string? Subject { get; init; }

    /// <summary>Confirmations only; a secret, never stored or logged in clear.</summary>
    public string? Token { get; init; }

    /// <summary>Confirmations only; contains the token.</summary>
    public string? SubscribeUrl { get; init; }
    public required string SigningCertUrl { get; init; }
    public required byte[] Signature { get; init; }

    /// <summary>1 (SHA-1) or 2 (SHA-256).</summary>
    public required int SignatureVersion { get; init; }

    public override string ToString() => $"SnsMessage {{ Type = {Type}, MessageId = {MessageId}, Token = [redacted] }}";
}
