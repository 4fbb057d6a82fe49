using System.Collections.Concurrent;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
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
    private const int MaxSubscriptions = 10;

    /// <summary>Workspaces give access by table too, so that a query that touches none would prove nothing; every one has Usage.</summary>
    private const string TableProbe = "union isfuzzy=true AppTraces, AzureDiagnostics, Usage | take 0";

    /// <summary>Null when the lease was closed meanwhile and nobody waits any more.</summary>
    public Task<AccessTested?> RunAsync(AzureSessionGranted grant, CancellationToken cancellationToken) => runs.TestAsync(
        grant, async (session, token) => await TryAllAsync(grant.Target, session, token), cancellationToken);

    private async Task<IReadOnlyList<PermissionResult>> TryAllAsync(
        CollectionTarget target, LeaseSession session, CancellationToken cancellationToken)
    {
        var redeemed = await session.RedeemAsync(CredentialAudiences.AzureManagement, cancellationToken);
        var management = new LeaseCredential(session, CredentialAudiences.AzureManagement);
        var analytics = new LeaseCredential(session, CredentialAudiences.AzureLogAnalytics);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(MaxSeconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var meter = new CallBudget(redeemed.CallBudget, redeemed.CostBudgetBytes).MeterFor("connection_test");
            var http = new AzureHttp(transport, endpoints.Management, management, options.Value, time, Attempts);
            var subscriptions = target.Accounts.Where(account =>
                Guid.TryParseExact(account, "D", out _)).Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(MaxSubscriptions).ToList();
            var probes = subscriptions.SelectMany(subscription =>
                PlannedProbes.Planned.Select(it => (Func<Task<IReadOnlyList<PermissionResult>>>)(async () =>
                [ProbeVerdict.Of(it.Probe.Permission, subscription, it.Mandatory,
                    await WorstAsync(http, it.Probe, ScopesOf(target, subscription), meter, linked.Token))])))
                .Concat(subscriptions.Select(subscription =>
                    (Func<Task<IReadOnlyList<PermissionResult>>>)(() =>
                    ExcessAsync(http, subscription, meter, linked.Token))));
            if (Guid.TryParse(target.WorkspaceId, out var workspace))
            {
                var logs = new LogAnalyticsClient(new AzureHttp(transport, endpoints.LogAnalytics, analytics,
                    options.Value, time, Attempts));
                probes = probes.Append(async () => [await LogsAsync(logs, workspace.ToString("D"), meter, linked.Token)]);
            }

            return ProbeSummary.Of(await AllAsync(probes, linked.Token), subscriptions.Count);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            throw new TransientCollectionException(
                RefusalReason.ProviderUnreachable, $"Azure did not answer all probes within {MaxSeconds} s.",
                "Check the collector's network access to Azure, then test again.");
        }
        finally
        {
            management.Forget();
            analytics.Forget();
        }
    }

    /// <summary>The narrowed groups, else the subscription; the Activity Log is read at the subscription in any case.</summary>
    private static IReadOnlyList<string> ScopesOf(CollectionTarget target, string subscription) =>
        target.ResourceGroups is { Count: > 0 } groups
            ? [.. groups.Take(3).Select(group => $"/subscriptions/{subscription}/resourceGroups/{group}")]
            : [$"/subscriptions/{subscription}{AzureProbe.NoGroup}"];

    /// <summary>A permission that is missing in one group is missing.</summary>
    private static async Task<CollectionException?> WorstAsync(
        AzureHttp http, AzureProbe probe, IReadOnlyList<string> scopes, CallMeter meter, CancellationToken cancellationToken)
    {
        var atSubscription = probe.Permission is "Microsoft.Insights/eventtypes/values/read" or "Microsoft.AlertsManagement/alerts/read" || !probe.IsScoped;
        CollectionException? worst = null;
        foreach (var scope in atSubscription ? [string.Join('/', scopes[0].Split('/').Take(3))] : scopes)
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

    private static async Task<IReadOnlyList<PermissionResult>> ExcessAsync(
        AzureHttp http, string subscription, CallMeter meter, CancellationToken cancellationToken)
    {
        var permission = AzureExcess.Plan.Calls[0].Permission;
        var call = new AzureCall(
            permission, $"/subscriptions/{subscription}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01", $"/subscriptions/{subscription}");
        try
        {
            using var answer = await http.SendAsync(call, meter, cancellationToken);
            return ExcessActions.Of(answer!.RootElement.Items("value"), subscription);
        }
        catch (CollectionException e)
        {
            return [ProbeVerdict.Of(permission, subscription, mandatory: false, e)];
        }
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

    private static async Task<IReadOnlyList<PermissionResult>> AllAsync(
        IEnumerable<Func<Task<IReadOnlyList<PermissionResult>>>> probes, CancellationToken cancellationToken)
    {
        var results = new ConcurrentBag<PermissionResult>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            probes, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (probe, _) =>
            {
                foreach (var result in await probe())
                {
                    results.Add(result);
                }
            });
        return [.. results];
    }
}
