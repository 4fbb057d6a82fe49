using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>Of a service that audits through the broker.</summary>
/// <param name="trail">The service's audit trail.</param>
/// <param name="time">The clock.</param>
/// <param name="requestLifetime">How long after it was made a request for an investigation is still worth something.</param>
public sealed class TrailedErrorQueueRules(AuditTrail trail, TimeProvider time, TimeSpan requestLifetime) : IErrorQueueRules
{
    public async Task<bool> TryRecordAsync(
        CallerIdentity caller, string action, string queue, IReadOnlyDictionary<string, string> details,
        CancellationToken cancellationToken)
    {
        foreach (var entry in ErrorQueueRecords.Of(caller, action, queue, details))
        {
            if (!await trail.TryAppendAsync(entry, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    public Task<RedriveVerdict> JudgeAsync(DeadMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Task.FromResult(Judge(message, time.GetUtcNow(), requestLifetime));
    }

    public Task<bool> TryReplaceAsync(DeadMessage message, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>What goes for every service.</summary>
    public static RedriveVerdict Judge(DeadMessage message, DateTimeOffset now, TimeSpan requestLifetime)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Contract switch
        {
            LeaseClosed => RedriveVerdict.Obsolete,
            InvestigationRequested request when request.RequestedAt + requestLifetime <= now => RedriveVerdict.Expired,
            ISessionGranted grant when grant.ExpiresAt <= now => RedriveVerdict.LeaseClosed,
            _ => RedriveVerdict.Send,
        };
    }
}
