using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Notifications;

/// <summary>What only the sender may know of a channel.</summary>
public sealed record ChannelSecret
{
    /// <summary>Slack, Teams, webhook: the address, which lets in whoever knows it.</summary>
    public string? Url { get; init; }

    /// <summary>PagerDuty.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Webhook: what messages are signed with.</summary>
    public string? SigningKey { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ContractJson.Options);

    public static ChannelSecret Of(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize<ChannelSecret>(bytes, ContractJson.Options) ?? new ChannelSecret();

    public override string ToString() => "ChannelSecret { [redacted] }";
}
