using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Queues;

/// <summary>Lends access to queues of alarms, spell after spell, where an admin has named one.</summary>
public sealed class QueueLending(
    BrokerTransactions transactions, IDbContextFactory<BrokerDbContext> contexts, SessionTokens tokens, CloudAccesses clouds,
    IOptions<QueueOptions> options, TimeProvider time)
{
    /// <summary>Spells that one round starts.</summary>
    public const int Batch = 10;

    /// <summary>Starts the spells that are due, at most <see cref="Batch"/>; answers how many.</summary>
    public async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var due = await Due(db.Integrations.AsNoTracking(), now).OrderBy(x => x.QueueDueAt).Take(Batch)
            .Select(x => x.Id).ToListAsync(cancellationToken);
        var started = 0;
        foreach (var id in due)
        {
            // One commit each: their tenants' audit turns are never held together.
            started += await transactions.RunAsync(work => StartAsync(work, id, now, cancellationToken), cancellationToken);
        }

        return started;
    }

    private static IQueryable<Integration> Due(IQueryable<Integration> all, DateTimeOffset now) =>
        all.Where(x => x.QueueDueAt <= now && x.Status != IntegrationStatus.Disconnected);

    private async Task<int> StartAsync(BrokerWork work, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await Due(work.Db.Integrations, now).FirstOrDefaultAsync(x => x.Id == id, cancellationToken)
            is not { Settings: AwsSettings { IntakeQueueArn: { } arn } } integration)
        {
            return 0;
        }

        integration.QueueDueAt = (now + options.Value.Renewal).TruncateToMicroseconds();
        integration.Version++;
        await work.LendAsync(LeaseOf(integration, QueueArn.Parse(arn)!, now), tokens, cancellationToken);
        return 1;
    }

    private Lease LeaseOf(Integration integration, QueueArn queue, DateTimeOffset now) => new()
    {
        Id = Ids.New("lea", time), TenantId = integration.TenantId, Pass = 1, IntegrationId = integration.Id,
        Purpose = LeasePurpose.Intake, Collector = clouds.Of(integration.Provider).Collector, CreatedAt = now,
        Target = new CollectionTarget
        {
            Accounts = integration.Accounts, Regions = [queue.Region],
            Resources =
            [
                new ResourceRef
                {
                    Provider = CloudProvider.Aws, Account = queue.Account, Region = queue.Region, Kind = "aws.sqs.queue",
                    Id = queue.Arn, Name = queue.Name,
                },
            ],
        },
        ExpiresAt = (now + options.Value.LeaseLifetime).TruncateToMicroseconds(),
    };
}
