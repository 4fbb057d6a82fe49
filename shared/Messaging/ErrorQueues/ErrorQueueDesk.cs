using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>
/// Shows, sends again and discards what one service's endpoints gave up. Two operators at once each see what the other has
/// not in hand at that moment.
/// </summary>
internal sealed class ErrorQueueDesk(BusParticipant participant, IErrorQueueRules rules, IOptions<BusOptions> options)
{
    public const int MaxMessages = 100;
    private const string Suffix = "_error";
    private const int MaxLooks = 100;
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(10);

    public bool Knows(string queue) => participant.ErrorQueues.Contains(queue);

    private bool IsInMemory => options.Value.Transport == BusTransport.InMemory;

    public async Task<ErrorQueueList> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<ErrorQueueView>();
        if (IsInMemory)
        {
            return new ErrorQueueList(found);
        }

        await using var session = await ErrorQueueSession.OpenAsync(options.Value, cancellationToken);
        foreach (var queue in participant.ErrorQueues)
        {
            // A queue exists once its service has started.
            if (await session.CountAsync(queue, cancellationToken) is not { } count)
            {
                continue;
            }

            var oldest = count == 0 ? null : await session.TakeAsync(queue, 0, cancellationToken);
            await ReturnAsync(session, queue, oldest is null ? [] : [oldest], count, cancellationToken);

            found.Add(new ErrorQueueView(participant.Service, queue, count, oldest?.At ?? oldest?.SentAt));
        }

        return new ErrorQueueList(found);
    }

    public async Task<DeadMessageList> LookAsync(string queue, int limit, CancellationToken cancellationToken)
    {
        if (IsInMemory)
        {
            return new DeadMessageList(queue, [], 0);
        }

        await using var session = await ErrorQueueSession.OpenAsync(options.Value, cancellationToken);
        var count = await session.CountAsync(queue, cancellationToken) ?? 0;
        var taken = count == 0 ? [] : await TakeAsync(session, queue, limit, cancellationToken);
        await ReturnAsync(session, queue, taken, count, cancellationToken);
        return new DeadMessageList(queue, [.. taken.OrderBy(message => message.At).Select(DeadMessageView.Of)], count);
    }

    /// <summary>Sends again, or discards; null when the audit record could not be written, and then nothing has happened.</summary>
    public async Task<QueueActionAnswer?> ActAsync(
        CallerIdentity caller, string queue, QueueActionRequest request, bool isDiscard, CancellationToken cancellationToken)
    {
        var limit = request.MessageId is null ? Math.Clamp(request.Limit ?? MaxMessages, 1, MaxMessages) : MaxMessages;
        if (IsInMemory)
        {
            return new QueueActionAnswer(queue, [], [], 0);
        }

        await using var session = await ErrorQueueSession.OpenAsync(options.Value, cancellationToken);
        var count = await session.CountAsync(queue, cancellationToken) ?? 0;
        var left = count == 0 ? [] : await TakeAsync(session, queue, limit, cancellationToken);
        var chosen = left.FindAll(message => request.MessageId is null || message.Id == request.MessageId);
        var (done, refused) = (new List<string>(), new List<RefusedMessage>());
        foreach (var message in chosen)
        {
            if (!isDiscard && await JudgeAsync(message, cancellationToken) is { Code: not null } verdict)
            {
                refused.Add(new RefusedMessage(message.Id, verdict.Code, verdict.Message));
                continue;
            }

            // The record comes first, and one for each message: its subject outlives the queue.
            if (!await RecordAsync(caller, queue, message, isDiscard, cancellationToken))
            {
                await ReturnAsync(session, queue, left, count - done.Count, cancellationToken);
                return null;
            }

            if (isDiscard || await rules.TryReplaceAsync(message, cancellationToken))
            {
                await session.RemoveAsync(message, cancellationToken);
            }
            else
            {
                await session.ResendAsync(message, queue[..^Suffix.Length], cancellationToken);
            }

            done.Add(message.Id);
            left.Remove(message);
        }

        await ReturnAsync(session, queue, left, count - done.Count, cancellationToken);
        return new QueueActionAnswer(queue, done, refused, Math.Max(0, count - done.Count));
    }

    private Task<RedriveVerdict> JudgeAsync(DeadMessage message, CancellationToken cancellationToken) =>
        message.IsReadable ? rules.JudgeAsync(message, cancellationToken) : Task.FromResult(RedriveVerdict.Unreadable);

    private Task<bool> RecordAsync(
        CallerIdentity caller, string queue, DeadMessage message, bool isDiscard, CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string>(message.Members)
        {
            ["messageId"] = message.Id, ["type"] = message.Type ?? "unreadable",
        };
        return rules.TryRecordAsync(
            caller, isDiscard ? "error_queue.discarded" : "error_queue.redriven", queue, details, cancellationToken);
    }

    private static async Task<List<DeadMessage>> TakeAsync(
        ErrorQueueSession session, string queue, int limit, CancellationToken cancellationToken)
    {
        var taken = new List<DeadMessage>();
        while (taken.Count < limit && await session.TakeAsync(queue, taken.Sum(x => x.Bytes), cancellationToken) is { } message)
        {
            taken.Add(message);
        }

        return taken;
    }

    /// <summary>RabbitMQ need not put them where they were, but keeps their order among each other.</summary>
    private static async Task ReturnAsync(
        ErrorQueueSession session, string queue, List<DeadMessage> messages, long expected, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            await session.ReturnAsync(message, queue, cancellationToken);
        }

        // RabbitMQ does not answer a return: without the wait the next look could find the queue empty.
        for (var look = 0; messages.Count > 0 && look < MaxLooks; look++)
        {
            if (await session.CountAsync(queue, cancellationToken) is not { } count || count >= expected)
            {
                return;
            }

            await Task.Delay(LookPause, cancellationToken);
        }
    }
}
