using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Probes;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Probes;

/// <summary>
/// The permission doctor: asks once for each project which of all planned permissions, and of those that are too much, the
/// account holds; then calls each API once, because an API that is switched off is no matter of permissions.
/// </summary>
internal sealed class AccessTest(
    [FromKeyedServices(CollectorGcpRegistration.Service)] LeasedRuns runs, GcpTransport transport, GcpEndpoints endpoints,
    IOptions<CollectorGcpOptions> options, TimeProvider time)
{
    private const int MaxProjects = 10;
    private const int Attempts = 2;
    private const int MaxSeconds = 60;

    /// <summary>Null when the lease was closed meanwhile and nobody waits any more.</summary>
    public Task<AccessTested?> RunAsync(GcpSessionGranted grant, CancellationToken cancellationToken) =>
        runs.TestAsync(grant, (session, token) => TryAllAsync(grant, session, token), cancellationToken);

    private async Task<IReadOnlyList<PermissionResult>> TryAllAsync(
        GcpSessionGranted grant, LeaseSession session, CancellationToken cancellationToken)
    {
        GcpCollection.Check(grant.Target);
        var redeemed = await session.RedeemAsync(CredentialAudiences.GcpResourceManager, cancellationToken);
        var tokens = new LeaseTokens(session);
        using var http = new GcpHttp(transport, endpoints, tokens, options.Value, time, Attempts);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(MaxSeconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var meter = new CallBudget(redeemed.CallBudget, redeemed.CostBudgetBytes).MeterFor("connection_test");
            var projects = grant.Target.Accounts.Distinct(StringComparer.Ordinal).Take(MaxProjects).ToList();
            var results = await Task.WhenAll(projects.Select(project => TryAsync(http, project, meter, linked.Token)));
            return ProbeSummary.Of([.. results.SelectMany(one => one)], projects.Count);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TransientCollectionException(
                RefusalReason.ProviderUnreachable, $"Google Cloud did not answer all probes within {MaxSeconds} s.",
                "Check the collector's network access to Google, then test again.");
        }
        finally
        {
            tokens.Forget();
        }
    }

    private async Task<IReadOnlyList<PermissionResult>> TryAsync(
        GcpHttp http, string project, CallMeter meter, CancellationToken cancellationToken)
    {
        var planned = GcpPlans.All.Append(GcpResolve.Plan).SelectMany(plan => plan.Calls).GroupBy(call => call.Permission, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Any(call => call.Mandatory), StringComparer.Ordinal);
        var excess = GcpExcess.Plan.Calls.Select(call => call.Permission).ToList();
        IReadOnlySet<string> held;
        try
        {
            held = await new ProjectClient(http).HeldAsync(project, [.. planned.Keys, .. excess], meter, cancellationToken);
        }
        catch (CollectionException e)
        {
            // This project did not say what the account holds; what its APIs say by themselves is still worth having.
            var asked = planned.Keys.Where(ApiProbes.Asks).ToHashSet(StringComparer.Ordinal);
            var refused = await ApiProbes.FindAsync(http, project, asked, meter, time, cancellationToken);
            return
            [
                .. planned.Select(pair => ProbeVerdict.OfUnasked(
                    project, pair.Key, pair.Value, e, asked.Contains(pair.Key), refused.GetValueOrDefault(pair.Key))),
            ];
        }

        var off = await ApiProbes.FindAsync(http, project, held, meter, time, cancellationToken);
        return
        [
            .. planned.Select(pair => ProbeVerdict.OfPlanned(project, pair.Key, pair.Value, held.Contains(pair.Key), off.GetValueOrDefault(pair.Key))),
            .. excess.Where(held.Contains).Select(permission => ProbeVerdict.OfExcess(project, permission)),
        ];
    }
}
