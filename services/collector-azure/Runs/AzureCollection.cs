using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Resolve;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Runs;

/// <summary>One grant from redeeming to the closing message. Knows nothing of the bus.</summary>
internal sealed class AzureCollection(
    [FromKeyedServices(CollectorAzureRegistration.Service)] LeasedRuns runs, AzureSources sources,
    IOptionsMonitor<CollectionOptions> options, TimeProvider time, ILogger<AzureCollection> logger)
{
    private const int MaxSubscriptions = 100;

    /// <summary>Ends as <see cref="LeasedRuns.CollectAsync"/> does.</summary>
    public async Task<CollectionEnd> RunAsync(
        AzureSessionGranted grant, IFindingsPublisher publisher, CancellationToken cancellationToken)
    {
        var named = new NamedPrincipal(AzureErrors.Application);
        return named.In(await runs.CollectAsync(
            grant, (session, token) => CollectAsync(grant, session, named, named.Over(publisher), token), cancellationToken));
    }

    private async Task<IReadOnlyList<SourceResult>> CollectAsync(
        AzureSessionGranted grant, LeaseSession session, NamedPrincipal named, IFindingsPublisher publisher,
        CancellationToken cancellationToken)
    {
        Check(grant);

        // The budget comes with the first token; Log Analytics' own is redeemed when its first query is sent.
        var redeemed = await session.RedeemAsync(CredentialAudiences.AzureManagement, cancellationToken);
        named.Is(redeemed);
        var run = sources.Create(session, grant.Sources);
        try
        {
            var runner = new SourceRunner(options.Get(CollectorAzureRegistration.Service), publisher, time, logger);
            return await runner.RunAsync(RunOf(grant, redeemed, session.RunId), run.Stages, cancellationToken);
        }
        finally
        {
            run.Tokens.Forget();
        }
    }

    /// <summary>The subscriptions are the integration's; what an alert names outside them is not ours to read.</summary>
    private static void Check(AzureSessionGranted grant)
    {
        var accounts = grant.Target.Accounts;
        if (accounts.Count is 0 or > MaxSubscriptions || !accounts.All(account => Guid.TryParseExact(account, "D", out _)))
        {
            throw new PermanentCollectionException(
                RefusalReason.InvalidInput, $"The grant names no subscription, more than {MaxSubscriptions}, or one that is no GUID.",
                "Correct the subscriptions of the integration.");
        }
    }

    private CollectionRun RunOf(AzureSessionGranted grant, RedeemResponse redeemed, string runId) => new()
    {
        TenantId = grant.TenantId,
        InvestigationId = grant.InvestigationId!,
        Pass = grant.Pass,
        IntegrationId = grant.IntegrationId,
        LeaseId = grant.LeaseId,
        RunId = runId,
        RunNumber = redeemed.RunNumber,
        Account = AzureSubject.AccountOf(grant.Target),
        Region = AzureResources.Global,
        Target = grant.Target,
        Window = grant.Window!,
        Budget = new CallBudget(redeemed.CallBudget, redeemed.CostBudgetBytes, redeemed.CostBudgetMetrics),
        Redactor = options.Get(CollectorAzureRegistration.Service).Redactor,
        PseudonymKey = redeemed.PseudonymKey,
    };
}
