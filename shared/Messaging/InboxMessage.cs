namespace CauseFlow.Messaging;

/// <summary>A message that an endpoint has taken effect of: written in the same commit as the effect.</summary>
public sealed class InboxMessage
{
    public Guid MessageId { get; set; }
    public required string Endpoint { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }
}
