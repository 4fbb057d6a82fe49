using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Runs;

/// <summary>One grant from redeeming to the closing message. Knows nothing of the bus.</summary>
internal sealed class AwsCollection(
    [FromKeyedServices(CollectorAwsRegistration.Service)] LeasedRuns runs, AwsSources sources,
    IOptionsMonitor<CollectionOptions> options, TimeProvider time, ILogger<AwsCollection> logger)
{
    /// <summary>Ends as <see cref="LeasedRuns.CollectAsync"/> does.</summary>
    public Task<CollectionEnd> RunAsync(
        AwsSessionGranted grant, IFindingsPublisher publisher, CancellationToken cancellationToken) =>
        runs.CollectAsync(
            grant,
            async (session, token) =>
            {
                Check(grant);
                var redeemed = await session.RedeemAsync(CredentialAudiences.Aws, token);
                return await CollectAsync(grant, redeemed, session.RunId, publisher, token);
            },
            cancellationToken);

    private async Task<IReadOnlyList<SourceResult>> CollectAsync(
        AwsSessionGranted grant, RedeemResponse redeemed, string runId, IFindingsPublisher publisher,
        CancellationToken cancellationToken)
    {
        var session = new AwsSession(redeemed.Credentials);
        try
        {
            var budget = new CallBudget(
                redeemed.CallBudget, redeemed.CostBudgetBytes, redeemed.CostBudgetMetrics);
            var runner = new SourceRunner(options.Get(CollectorAwsRegistration.Service), publisher, time, logger);
            var results = await Task.WhenAll(AwsSubject.Regions(grant.Target).Select(part => runner.RunAsync(
                RunOf(grant, redeemed, runId, part.Region, part.Target, budget),
                sources.Create(session, part.Region, grant.Sources),
                cancellationToken)));
            return [.. results.SelectMany(r => r)];
        }
        finally
        {
            session.Forget();
        }
    }

    /// <summary>Account and regions are the integration's; an alarm from anywhere else is not ours to read.</summary>
    private static void Check(AwsSessionGranted grant)
    {
        if (grant.Target.Accounts.Count != 1)
        {
            throw Invalid("The grant does not name exactly one account.", "Connect the account again.");
        }

        if (grant.Target.Regions.Count == 0 || !grant.Target.Regions.All(AwsEndpoints.IsRegion))
        {
            throw Invalid("The grant names no region, or a malformed one.", "Correct the regions of the integration.");
        }

        if (AlarmArn.Parse(grant.Target.Alarm?.Id) is { } alarm)
        {
            CheckAlarm(grant, alarm);
        }
    }

    private static void CheckAlarm(AwsSessionGranted grant, AlarmArn alarm)
    {
        if (alarm.Account != grant.Target.Accounts[0])
        {
            throw Invalid(
                $"The alarm belongs to account {alarm.Account}, the integration to {grant.Target.Accounts[0]}.",
                $"Connect account {alarm.Account}.");
        }

        if (!grant.Target.Regions.Contains(alarm.Region))
        {
            throw new PermanentCollectionException(
                RefusalReason.RegionDisabled, $"The alarm is in {alarm.Region}, which the integration does not include.",
                $"Add {alarm.Region} to the integration's regions.");
        }
    }

    private CollectionRun RunOf(
        AwsSessionGranted grant, RedeemResponse redeemed, string runId, string region, CollectionTarget target, CallBudget budget) => new()
        {
            TenantId = grant.TenantId,
            InvestigationId = grant.InvestigationId!,
            Pass = grant.Pass,
            IntegrationId = grant.IntegrationId,
            LeaseId = grant.LeaseId,
            RunId = runId,
            RunNumber = redeemed.RunNumber,
            Account = grant.Target.Accounts[0],
            Region = region,
            Target = target,
            Window = grant.Window!,
            Budget = budget,
            Redactor = options.Get(CollectorAwsRegistration.Service).Redactor,
            PseudonymKey = redeemed.PseudonymKey,
        };

    private static PermanentCollectionException Invalid(string message, string remedy) =>
        new(RefusalReason.InvalidInput, message, remedy);
}
