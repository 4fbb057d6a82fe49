namespace CauseFlow.Messaging;

/// <summary>A message that can never take effect: it is not retried and ends in the error queue.</summary>
public sealed class PermanentMessageException(string message) : Exception(message);
