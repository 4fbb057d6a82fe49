namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>The error queues of one service; none on the in-memory bus, which has no queues that outlive it.</summary>
public sealed record ErrorQueueList(IReadOnlyList<ErrorQueueView> Items);
