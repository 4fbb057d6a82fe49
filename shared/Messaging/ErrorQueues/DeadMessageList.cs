namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>The first messages of one error queue, oldest first.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Items">As many as were asked for.</param>
/// <param name="Count">How many there are.</param>
public sealed record DeadMessageList(string Queue, IReadOnlyList<DeadMessageView> Items, long Count);
