using System.Collections.Concurrent;
using CauseFlow.Collection;
using CauseFlow.Collection.Probes;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Probes;

/// <summary>
/// The permission doctor: tries every planned permission in every subscription of an integration (in its resource groups, if
/// it is narrowed to some), at the same time, and asks Azure what the application may do beside. Knows nothing of the bus.
/// </summary>
internal sealed class AccessTest(
    [FromKeyedServices(CollectorAzureRegistration.Service)] LeasedRuns runs, AzureTransport transport,
        AzureEndpoints endpoints,
    IOptions<CollectorAzureOptions> options, TimeProvider time)
{
    private const int Parallel = 8;
    private const int MaxSeconds = 60;
    private const int Attempts = 2;
    private const int MaxSubscriptions = 50;
    private const int MaxGroups = 3;

    /// <summary>Workspaces give access by table too, so that a query that touches none would prove nothing; every one has Usage.</summary>
    private const string TableProbe = "union isfuzzy=true AppTraces, AzureDiagnostics, Usage | take 0";

    /// <summary>Null when the lease was closed meanwhile and nobody waits any more.</summary>
    public async Task<AccessTested?> RunAsync(AzureSessionGranted grant, CancellationToken cancellationToken)
    {
        var named = new NamedPrincipal(AzureErrors.Application);
        return named.In(await runs.TestAsync(
            grant, async (session, token) => await TryAllAsync(grant.Target, session, named, token), cancellationToken));
    }

    private async Task<IReadOnlyList<PermissionResult>> TryAllAsync(
        CollectionTarget target, LeaseSession session, NamedPrincipal named, CancellationToken cancellationToken)
    {
        var redeemed = await session.RedeemAsync(CredentialAudiences.AzureManagement, cancellationToken);
        named.Is(redeemed);
        var tokens = new LeaseTokens(session);
        var management = new LeaseCredential(tokens, CredentialAudiences.AzureManagement);
        var analytics = new LeaseCredential(tokens, CredentialAudiences.AzureLogAnalytics);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(MaxSeconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var meter = new CallBudget(redeemed.CallBudget, redeemed.CostBudgetBytes).MeterFor("connection_test");
            var http = new AzureHttp(transport, endpoints.Management, management, options.Value, time, Attempts);
            var excess = new ExcessProbe(new ArmRestClient(http, new CollectionOptions(), options.Value));
            List<string> accounts = [.. target.Accounts.Distinct(StringComparer.OrdinalIgnoreCase)];
            List<string> subscriptions = [.. accounts.Where(account => Guid.TryParseExact(account, "D", out _)).Take(MaxSubscriptions)];
            var groups = target.ResourceGroups ?? [];

            // Excess comes first: of all that a test finds out, it is what holds an integration back.
            var probes = subscriptions.Select(subscription => new Probe(ExcessProbe.Permission, subscription, false,
                    () => excess.AskAsync(subscription, groups, meter, linked.Token)))
                .Concat(subscriptions.SelectMany(subscription => PlannedProbes.Planned.Select(it => new Probe(
                    it.Probe.Permission, subscription, it.Mandatory, async () => [WithCut(it.Probe, groups, ProbeVerdict.Of(
                        it.Probe.Permission, subscription, it.Mandatory,
                        await WorstAsync(http, it.Probe, ScopesOf(groups, subscription), meter, linked.Token)))]))));
            if (Guid.TryParse(target.WorkspaceId, out var workspace))
            {
                var logs = new LogAnalyticsClient(new AzureHttp(transport, endpoints.LogAnalytics, analytics,
                    options.Value, time, Attempts), options.Value.MaxRowsPerQuery);
                probes = probes.Append(new Probe(PlannedProbes.LogsPermission, null, true,
                    async () => [await LogsAsync(logs, workspace.ToString("D"), meter, linked.Token)]));
            }

            var results = await AllAsync(probes, linked.Token, cancellationToken);
            if (results.Tried == 0)
            {
                throw new TransientCollectionException(
                    RefusalReason.ProviderUnreachable, $"Azure did not answer one probe within {MaxSeconds} s.",
                    "Check the collector's network access to Azure, then test again.");
            }

            return ProbeSummary.Of(
                [
                    .. results.Rows, .. accounts.Except(subscriptions).Select(account => ProbeVerdict.Untried(
                        ExcessProbe.Permission, account, false,
                        $"The account was not tried: it is no subscription's id, or is beyond {MaxSubscriptions} of them.")),
                ],
                subscriptions.Count, row => row.Outcome == PermissionOutcome.Excess || row.Permission == ExcessProbe.Permission);
        }
        finally
        {
            tokens.Forget();
        }
    }

    /// <summary>The first of the narrowed groups, else the subscription.</summary>
    private static IReadOnlyList<string> ScopesOf(IReadOnlyList<string> groups, string subscription) => groups.Count > 0
        ? [.. groups.Take(MaxGroups).Select(group => $"/subscriptions/{subscription}/resourceGroups/{group}")]
        : [$"/subscriptions/{subscription}{AzureProbe.NoGroup}"];

    private static PermissionResult WithCut(AzureProbe probe, IReadOnlyList<string> groups, PermissionResult result) =>
        groups.Count <= MaxGroups || IsAtSubscription(probe) ? result : result with
        {
            Message = $"Tried in {MaxGroups} of {groups.Count} resource groups ({string.Join(", ", groups.Take(MaxGroups))}). {result.Message}".TrimEnd(),
        };

    private static bool IsAtSubscription(AzureProbe probe) => !probe.IsScoped
        || probe.Permission is "Microsoft.Insights/eventtypes/values/read" or "Microsoft.AlertsManagement/alerts/read";

    /// <summary>A permission that is missing in one group is missing.</summary>
    private static async Task<CollectionException?> WorstAsync(
        AzureHttp http, AzureProbe probe, IReadOnlyList<string> scopes, CallMeter meter, CancellationToken cancellationToken)
    {
        CollectionException? worst = null;
        foreach (var scope in IsAtSubscription(probe) ? [string.Join('/', scopes[0].Split('/').Take(3))] : scopes)
        {
            try
            {
                using var answer = await http.SendAsync(probe.At(scope), meter, cancellationToken);
            }
            catch (CollectionException e)
            {
                worst = e.Reason == RefusalReason.MissingPermission ? e : worst ?? e;
            }
        }

        return worst;
    }

    private async Task<PermissionResult> LogsAsync(LogAnalyticsClient logs, string workspace, CallMeter meter,
        CancellationToken cancellationToken)
    {
        CollectionException? error = null;
        try
        {
            var now = time.GetUtcNow();
            await logs.QueryAsync(workspace, null, TableProbe, now.AddMinutes(-1), now, meter, cancellationToken);
        }
        catch (CollectionException e)
        {
            error = e;
        }

        return ProbeVerdict.Of(PlannedProbes.LogsPermission, "", mandatory: true, error) with { Region = null };
    }

    /// <summary>What the test's time did not suffice for is unknown; what was found out until then is kept.</summary>
    private static async Task<(IReadOnlyList<PermissionResult> Rows, int Tried)> AllAsync(
        IEnumerable<Probe> probes, CancellationToken inTime, CancellationToken cancellationToken)
    {
        var results = new ConcurrentBag<PermissionResult>();
        var tried = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            probes, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (probe, _) =>
            {
                IReadOnlyList<PermissionResult> rows;
                try
                {
                    inTime.ThrowIfCancellationRequested();
                    rows = await probe.AskAsync();
                    Interlocked.Increment(ref tried);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    rows = [ProbeVerdict.Untried(
                        probe.Permission, probe.Subscription, probe.Mandatory, $"It could not be tried within the test's {MaxSeconds} s.")];
                }

                foreach (var row in rows)
                {
                    results.Add(row);
                }
            });
        return ([.. results], tried);
    }

    private sealed record Probe(
        string Permission, string? Subscription, bool Mandatory, Func<Task<IReadOnlyList<PermissionResult>>> AskAsync);
}
