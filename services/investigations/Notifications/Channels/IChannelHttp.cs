namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>The way out to receivers.</summary>
public interface IChannelHttp
{
    /// <summary>One attempt; never throws for what a network or a receiver does.</summary>
    Task<SendOutcome> SendAsync(ChannelRequest request, CancellationToken cancellationToken);
}
