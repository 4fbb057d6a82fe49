namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>A message that was not sent again.</summary>
public sealed record RefusedMessage(string MessageId, string Code, string Message);
