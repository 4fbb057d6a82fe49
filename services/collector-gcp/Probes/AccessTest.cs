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
    /// <summary>As many as an integration may have.</summary>
    private const int MaxProjects = 50;

    /// <summary>Each has its own quotas; what is bounded here is the collector's own connections.</summary>
    private const int ProjectsAtOnce = 8;
    private const int Attempts = 2;
    private const int MaxSeconds = 60;

    /// <summary>Null when the lease was closed meanwhile and nobody waits any more.</summary>
    public async Task<AccessTested?> RunAsync(GcpSessionGranted grant, CancellationToken cancellationToken)
    {
        var named = new NamedPrincipal(GcpRoles.Member);
        return named.In(await runs.TestAsync(grant, (session, token) => TryAllAsync(grant, session, named, token), cancellationToken));
    }

    private async Task<IReadOnlyList<PermissionResult>> TryAllAsync(
        GcpSessionGranted grant, LeaseSession session, NamedPrincipal named, CancellationToken cancellationToken)
    {
        GcpCollection.Check(grant.Target);
        var redeemed = await session.RedeemAsync(CredentialAudiences.GcpResourceManager, cancellationToken);
        named.Is(redeemed);
        var tokens = new LeaseTokens(session);
        using var http = new GcpHttp(transport, endpoints, new GcpTokens(tokens), options.Value, time, Attempts);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(MaxSeconds), time);
        using var gate = new SemaphoreSlim(ProjectsAtOnce);
        try
        {
            var meter = new CallBudget(redeemed.CallBudget, redeemed.CostBudgetBytes).MeterFor("connection_test");
            var projects = grant.Target.Accounts.Distinct(StringComparer.Ordinal).ToList();
            var results = await Task.WhenAll(projects.Select(async (project, index) => index >= MaxProjects
                ? (IsTried: false, Rows: ProbeVerdict.OfUntried(project, $"One test tries {MaxProjects} projects."))
                : await TryInTurnAsync(http, project, meter, gate, timeout, cancellationToken)));
            return results.Any(result => result.IsTried)
                ? ProbeSummary.Of([.. results.SelectMany(result => result.Rows)], projects.Count, ProbeVerdict.Judges)
                : throw new TransientCollectionException(
                    RefusalReason.ProviderUnreachable, $"Google Cloud did not answer all probes within {MaxSeconds} s.",
                    "Check the collector's network access to Google, then test again.");
        }
        finally
        {
            tokens.Forget();
        }
    }

    /// <summary>A project whose turn did not come, or did not end, hides nothing of the others.</summary>
    private async Task<(bool IsTried, IReadOnlyList<PermissionResult> Rows)> TryInTurnAsync(
        GcpHttp http, string project, CallMeter meter, SemaphoreSlim gate, CancellationTokenSource timeout, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await gate.WaitAsync(linked.Token);
            try
            {
                return (true, await TryAsync(http, project, meter, linked.Token));
            }
            finally
            {
                gate.Release();
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (false, ProbeVerdict.OfUntried(project, $"The test ended after {MaxSeconds} s."));
        }
    }

    private async Task<IReadOnlyList<PermissionResult>> TryAsync(
        GcpHttp http, string project, CallMeter meter, CancellationToken cancellationToken)
    {
        var planned = GcpPlans.All.Append(GcpResolve.Plan).SelectMany(plan => plan.Calls).GroupBy(call => call.Permission, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Any(call => call.Mandatory), StringComparer.Ordinal);
        HeldPermissions told;
        try
        {
            told = await new ProjectClient(http).HeldAsync(project, [.. planned.Keys, .. GcpExcess.Permissions], meter, cancellationToken);
        }
        catch (CollectionException e)
        {
            // This project did not say what the account holds; what its APIs say by themselves is still worth having.
            var asked = planned.Keys.Where(ApiProbes.Asks).ToHashSet(StringComparer.Ordinal);
            var refused = await ApiProbes.FindAsync(http, project, asked, meter, time, cancellationToken);
            return
            [
                ProbeVerdict.OfUnjudged(project, e.Message, e.Remedy),
                .. planned.Select(pair => ProbeVerdict.OfUnasked(
                    project, pair.Key, pair.Value, e, asked.Contains(pair.Key), refused.GetValueOrDefault(pair.Key))),
            ];
        }

        var held = told.Held;
        var off = await ApiProbes.FindAsync(http, project, held, meter, time, cancellationToken);
        return
        [
            .. planned.Select(pair => ProbeVerdict.OfPlanned(project, pair.Key, pair.Value, held.Contains(pair.Key), off.GetValueOrDefault(pair.Key))),
            ProbeVerdict.OfJudged(project, [.. told.NotOffered.Intersect(GcpExcess.Permissions, StringComparer.Ordinal)]),
            .. GcpExcess.Permissions.Where(held.Contains).Select(permission => ProbeVerdict.OfExcess(project, permission)),
        ];
    }
}
