namespace CauseFlow.CollectorAws.Clients;

/// <summary>One message of a queue as it was received.</summary>
/// <param name="Receipt">Deletes it, for as long as it is hidden.</param>
/// <param name="Body">As its sender wrote it.</param>
internal sealed record QueueMessage(string Receipt, string Body)
{
    public override string ToString() => "QueueMessage { [redacted] }";
}
