using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.History;

/// <summary>
/// One look at the alarm history of an integration: reads what every alarm of its regions did within the grant's window and
/// tells it all. It does not know what arrived; that is compared where it arrives. Knows nothing of the bus.
/// </summary>
internal sealed class HistoryLook(
    [FromKeyedServices(CollectorAwsRegistration.Service)] LeasedRuns runs, AwsTransport transport, AwsEndpoints endpoints,
    IOptions<CollectorAwsOptions> options, IOptionsMonitor<CollectionOptions> collection, TimeProvider time)
{
    private const string NoWindow = "The grant names no window, no region or not exactly one account.";
    private readonly CollectionOptions _bounds = collection.Get(CollectorAwsRegistration.Service);

    private Redactor Redactor => _bounds.Redactor;

    /// <summary>Publishes parts as they are read, and a last one whatever happened; nothing once the lease is closed.</summary>
    public async Task RunAsync(
        AwsSessionGranted grant, Func<AlarmHistoryObserved, CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        var parts = new HistoryParts(grant, _bounds.MaxPartBytes, time);
        var last = await runs.RunAsync(
            grant, (session, token) => LookAsync(grant, session, parts, publish, token),
            refused => Failed(parts.Last([]), refused), cancellationToken);
        if (last is not null)
        {
            await publish(last, cancellationToken);
        }
    }

    private async Task<AlarmHistoryObserved> LookAsync(
        AwsSessionGranted grant, LeaseSession lease, HistoryParts parts,
        Func<AlarmHistoryObserved, CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        if (grant is not { Window: { } window, Target: { Accounts: [var account], Regions.Count: > 0 } target })
        {
            throw new PermanentCollectionException(RefusalReason.InvalidInput, NoWindow, "Connect the account again.");
        }

        var redeemed = await lease.RedeemAsync(CredentialAudiences.Aws, cancellationToken);
        var session = new AwsSession(redeemed.Credentials);
        try
        {
            var meter = new CallBudget(redeemed.CallBudget, 0).MeterFor(AwsPlans.Reconcile.Source);
            DateTimeOffset? readUntil = window.To;
            CollectionException? failure = null;
            var alarms = new List<ObservedAlarm>();
            foreach (var region in target.Regions.Distinct(StringComparer.Ordinal))
            {
                try
                {
                    var http = new AwsHttp(transport, endpoints, options.Value, session, region, time);
                    var reader = new HistoryReader(new CloudWatchClient(http), Redactor, account, region);
                    var (found, until) = await reader.ReadAsync(window, meter, cancellationToken);
                    alarms.AddRange(found);
                    readUntil = until < readUntil ? until : readUntil;
                }
                catch (CollectionException e) when (e.Reason != RefusalReason.LeaseClosed)
                {
                    // One region that is switched off or throttled keeps nothing of the others back; the next look begins here again.
                    failure = e;
                }

                foreach (var part in parts.Full(alarms))
                {
                    await publish(part, cancellationToken);
                }
            }

            var last = parts.Last(alarms) with { ReadUntil = failure is null ? readUntil : null };
            return failure is null ? last : Failed(last, failure);
        }
        finally
        {
            session.Forget();
        }
    }

    private AlarmHistoryObserved Failed(AlarmHistoryObserved last, CollectionException error) => last with
    {
        Reason = error.Reason, Message = Redactor.Redact(error.Message), Remedy = Redactor.Redact(error.Remedy),
    };
}
