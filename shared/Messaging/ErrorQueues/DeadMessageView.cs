namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>A message of an error queue as the API shows it.</summary>
public sealed record DeadMessageView(
    string MessageId, string? Type, bool Readable, string? Reason, string? ExceptionType, DateTimeOffset? At,
    DateTimeOffset? SentAt, int Bytes, IReadOnlyDictionary<string, string> Members)
{
    internal static DeadMessageView Of(DeadMessage message) => new(
        message.Id, message.Type, message.IsReadable, message.Reason, message.Exception, message.At, message.SentAt,
        message.Bytes, message.Members);
}
