using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>What a service decides about its error queues; a keyed service, the service's name is the key.</summary>
public interface IErrorQueueRules
{
    /// <summary>Writes the audit record of what an operator is about to do; false when it could not, and then it is not done.</summary>
    Task<bool> TryRecordAsync(
        CallerIdentity caller, string action, string queue, IReadOnlyDictionary<string, string> details,
        CancellationToken cancellationToken);

    /// <summary>Whether a readable message may be sent again to where it came from.</summary>
    Task<RedriveVerdict> JudgeAsync(DeadMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Promises a message of the service's own in its place, where it may not write to the endpoint; the old one then goes.
    /// False where the message itself is to be sent.
    /// </summary>
    Task<bool> TryReplaceAsync(DeadMessage message, CancellationToken cancellationToken);
}
