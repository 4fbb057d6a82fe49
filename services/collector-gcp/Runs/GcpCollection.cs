using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Runs;

/// <summary>One grant from redeeming to the closing message. Knows nothing of the bus.</summary>
internal sealed class GcpCollection(
    [FromKeyedServices(CollectorGcpRegistration.Service)] LeasedRuns runs, GcpTransport transport, GcpEndpoints endpoints,
    GcpSources sources, IOptions<CollectorGcpOptions> options, IOptionsMonitor<CollectionOptions> collection, TimeProvider time,
    ILogger<GcpCollection> logger)
{
    private const string Global = "global";

    /// <summary>Ends as <see cref="LeasedRuns.CollectAsync"/> does.</summary>
    public async Task<CollectionEnd> RunAsync(GcpSessionGranted grant, IFindingsPublisher publisher, CancellationToken cancellationToken)
    {
        var named = new NamedPrincipal(GcpRoles.Member);
        return named.In(await runs.CollectAsync(grant, (session, token) => CollectAsync(grant, session, named, named.Over(publisher), token), cancellationToken));
    }

    private async Task<IReadOnlyList<SourceResult>> CollectAsync(
        GcpSessionGranted grant, LeaseSession session, NamedPrincipal named, IFindingsPublisher publisher,
        CancellationToken cancellationToken)
    {
        Check(grant.Target);

        // Any audience tells the budgets of the run; this one is needed by every run that has an alarm.
        var redeemed = await session.RedeemAsync(CredentialAudiences.GcpMonitoring, cancellationToken);
        named.Is(redeemed);
        var tokens = new LeaseTokens(session);
        using var http = new GcpHttp(transport, endpoints, new GcpTokens(tokens), options.Value, time);
        try
        {
            var runner = new SourceRunner(collection.Get(CollectorGcpRegistration.Service), publisher, time, logger);
            return await runner.RunAsync(
                RunOf(grant, session, new CallBudget(redeemed.CallBudget, redeemed.CostBudgetBytes, redeemed.CostBudgetMetrics)) with
                {
                    PseudonymKey = redeemed.PseudonymKey,
                },
                sources.Create(http, grant.Sources), cancellationToken);
        }
        finally
        {
            tokens.Forget();
        }
    }

    /// <summary>Projects are the integration's; their names become parts of paths.</summary>
    public static void Check(CollectionTarget target)
    {
        if (target.Accounts.Count == 0 || !target.Accounts.All(GcpNames.IsName))
        {
            throw new PermanentCollectionException(
                RefusalReason.InvalidInput, "The grant names no project, or a malformed one.", "Correct the projects of the integration.");
        }
    }

    private CollectionRun RunOf(GcpSessionGranted grant, LeaseSession session, CallBudget budget) => new()
    {
        TenantId = grant.TenantId,
        InvestigationId = grant.InvestigationId!,
        Pass = grant.Pass,
        IntegrationId = grant.IntegrationId,
        LeaseId = grant.LeaseId,
        RunId = session.RunId,
        RunNumber = session.RunNumber,
        Account = GcpSubject.AccountOf(grant.Target),
        Region = Global,
        Target = grant.Target,
        Window = grant.Window!,
        Budget = budget,
        Redactor = collection.Get(CollectorGcpRegistration.Service).Redactor,
    };
}
