namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>What became of the messages.</summary>
/// <param name="Queue">The error queue.</param>
/// <param name="Done">Messages that were sent again, or discarded.</param>
/// <param name="Refused">Messages that stay, each with a code that says why.</param>
/// <param name="Remaining">How many the queue holds now.</param>
public sealed record QueueActionAnswer(
    string Queue, IReadOnlyList<string> Done, IReadOnlyList<RefusedMessage> Refused, long Remaining);
