namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>One error queue.</summary>
/// <param name="Service">The service that answers for it.</param>
/// <param name="Queue">Its name.</param>
/// <param name="Count">Messages in it.</param>
/// <param name="Oldest">Since when the first of them is there.</param>
public sealed record ErrorQueueView(string Service, string Queue, long Count, DateTimeOffset? Oldest);
