using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Queues;

/// <summary>
/// One spell of reading a customer's queue, for as long as its lease lasts: what is received is handed to ingestion as it is and
/// deleted once that has stored it. Whatever else happens, a crash included, the message shows up in the queue again.
/// </summary>
internal sealed class QueueSpell(
    [FromKeyedServices(CollectorAwsRegistration.Service)] LeasedRuns runs,
    [FromKeyedServices(CollectorAwsRegistration.Service)] IngestionClient ingestion, AwsTransport transport,
    AwsEndpoints endpoints, IOptions<CollectorAwsOptions> options, IOptionsMonitor<CollectionOptions> collection, TimeProvider time)
{
    /// <summary>The report must arrive before the lease ends.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    /// <summary>Longer than handing over takes with all its attempts.</summary>
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    /// <summary>The report; null once the lease is closed and nobody waits for one.</summary>
    public Task<QueueIntakeEnded?> RunAsync(AwsSessionGranted grant, CancellationToken cancellationToken)
    {
        var redactor = collection.Get(CollectorAwsRegistration.Service).Redactor;
        var tally = new QueueTally(grant);
        return runs.RunAsync(
            grant,
            async (session, token) =>
            {
                await ReadAsync(grant, await session.RedeemAsync(CredentialAudiences.Aws, token), tally, token);
                return tally.Report(time.GetUtcNow());
            },
            refused => tally.Report(time.GetUtcNow()) with
            {
                Reason = refused.Reason, Message = redactor.Redact(refused.Message), Remedy = redactor.Redact(refused.Remedy),
            },
            cancellationToken);
    }

    private async Task ReadAsync(
        AwsSessionGranted grant, RedeemResponse redeemed, QueueTally tally, CancellationToken cancellationToken)
    {
        if (grant.Target is not { Accounts: [var account], Regions: [var region], Resources: [{ Kind: ResourceKinds.SqsQueue } queue] }
            || queue.Account != account)
        {
            throw new PermanentCollectionException(
                RefusalReason.InvalidInput, "The grant does not name exactly one queue of its account.", "Name the queue again.");
        }

        var session = new AwsSession(redeemed.Credentials);
        try
        {
            var client = new QueueClient(new AwsHttp(transport, endpoints, options.Value, session, region, time));
            var calls = new CallBudget(redeemed.CallBudget, 0).MeterFor(AwsPlans.Intake.Source);
            var until = (grant.ExpiresAt < redeemed.ExpiresAt ? grant.ExpiresAt : redeemed.ExpiresAt) - Margin;
            for (var pause = MinPause; time.GetUtcNow() < until;)
            {
                if (calls.ByApi.GetValueOrDefault(QueueClient.ReceiveApi) >= calls.Limit(QueueClient.ReceiveApi))
                {
                    tally.IsSpent = true;
                    return;
                }

                var began = time.GetTimestamp();
                var messages = await client.ReceiveAsync(account, queue.Name, Wait, Hidden, calls, cancellationToken);
                var isAway = await HandOverAsync(grant, client, account, queue.Name, messages, tally, calls, cancellationToken);
                pause = !isAway ? MinPause : pause * 2 < MaxPause ? pause * 2 : MaxPause;
                if (isAway || (messages.Count == 0 && time.GetElapsedTime(began) < MinPause))
                {
                    await Task.Delay(pause, time, cancellationToken);
                }
            }
        }
        finally
        {
            session.Forget();
        }
    }

    /// <summary>An attempt must hold the wait.</summary>
    private TimeSpan Wait
    {
        get
        {
            var most = TimeSpan.FromSeconds(Math.Max(0, options.Value.AttemptTimeoutSeconds - 5));
            return most < MaxWait ? most : MaxWait;
        }
    }

    /// <summary>
    /// True when ingestion does not take messages now. One that it cannot store yet stays in the queue by itself: the others that came
    /// with it were answered.
    /// </summary>
    private async Task<bool> HandOverAsync(
        AwsSessionGranted grant, QueueClient client, string account, string name, IReadOnlyList<QueueMessage> messages,
        QueueTally tally, CallMeter calls, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(messages.Select(async message =>
        {
            var answer = await ingestion.PostAsync(grant.TenantId, grant.IntegrationId, message.Body, cancellationToken);
            if (answer == HandOver.Stored)
            {
                await client.DeleteAsync(account, name, message.Receipt, calls, cancellationToken);
            }

            tally.Count(answer, time.GetUtcNow());
            return answer;
        }));
        return answers.Length > 0 && answers.All(answer => answer == HandOver.Unavailable);
    }
}
