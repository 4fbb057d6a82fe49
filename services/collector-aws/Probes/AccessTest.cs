using System.Collections.Concurrent;
using CauseFlow.Collection;
using CauseFlow.Collection.Probes;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>
/// The permission doctor: tries every planned permission in every region of an integration, at the same time and within
/// the lease's budget, and reports all findings at once. Knows nothing of the bus.
/// </summary>
internal sealed class AccessTest(
    [FromKeyedServices(CollectorAwsRegistration.Service)] LeasedRuns runs, AwsTransport transport, AwsEndpoints endpoints,
    IOptions<CollectorAwsOptions> options, TimeProvider time)
{
    private const int Parallel = 16;
    private const int MaxSeconds = 60;

    /// <summary>Null when the lease was closed meanwhile and nobody waits any more.</summary>
    public Task<AccessTested?> RunAsync(AwsSessionGranted grant, CancellationToken cancellationToken) => runs.TestAsync(
        grant,
        async (session, token) => await TryAllAsync(grant, await session.RedeemAsync(CredentialAudiences.Aws, token), token),
        cancellationToken);

    private async Task<IReadOnlyList<PermissionResult>> TryAllAsync(
        AwsSessionGranted grant, RedeemResponse redeemed, CancellationToken cancellationToken)
    {
        var session = new AwsSession(redeemed.Credentials);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(MaxSeconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var meter = new CallBudget(redeemed.CallBudget, redeemed.CostBudgetBytes).MeterFor("connection_test");
            var regions = grant.Target.Regions.Where(AwsEndpoints.IsRegion).Distinct(StringComparer.Ordinal).ToList();
            var clients = regions.ToDictionary(region => region, region => new ProbeClient(
                new AwsHttp(transport, endpoints, options.Value, session, region, time, ProbeClient.Attempts)));
            var planned = regions.SelectMany(region => PlannedProbes.Planned.Select(it => new Probe(
                it.Probe.Permission, region, it.Mandatory, async () => ProbeVerdict.OfPlanned(
                    it.Probe, region, it.Mandatory, await clients[region].TryAsync(it.Probe, meter, linked.Token)))));

            // What is too much is too much everywhere: one region shows it. It comes first: of all that a test finds out, it is
            // what holds an integration back.
            var excess = regions.Take(1).SelectMany(region => ExcessProbes.All.Select(probe => new Probe(
                probe.Permission, region, false, async () => ProbeVerdict.OfExcess(
                    probe, region, await clients[region].TryAsync(probe, meter, linked.Token)))));
            var (rows, tried) = await AllAsync(excess.Concat(planned), linked.Token, cancellationToken);
            return tried > 0 || regions.Count == 0 ? ProbeSummary.Of(rows, regions.Count, Judges) : throw new TransientCollectionException(
                RefusalReason.ProviderUnreachable, $"AWS did not answer one probe within {MaxSeconds} s.",
                "Check the collector's network access to AWS, then test again.");
        }
        finally
        {
            session.Forget();
        }
    }

    private static bool Judges(PermissionResult row) => ExcessProbes.All.Any(probe => probe.Permission == row.Permission);

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
                PermissionResult? row;
                try
                {
                    inTime.ThrowIfCancellationRequested();
                    row = await probe.AskAsync();
                    Interlocked.Increment(ref tried);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    row = ProbeVerdict.Untried(
                        probe.Permission, probe.Region, probe.Mandatory,
                        $"It could not be tried within the test's {MaxSeconds} s.");
                }

                if (row is not null)
                {
                    results.Add(row);
                }
            });
        return ([.. results], tried);
    }

    private sealed record Probe(string Permission, string Region, bool Mandatory, Func<Task<PermissionResult?>> AskAsync);
}
