namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>One POST to a receiver. The address and the headers may be secret.</summary>
/// <param name="Address">Where.</param>
/// <param name="Body">JSON.</param>
/// <param name="Headers">Beside those of every request.</param>
public sealed record ChannelRequest(Uri Address, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public override string ToString() => "ChannelRequest { [redacted] }";
}
