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
            var planned = regions.SelectMany(region => PlannedProbes.Planned.Select(it =>
                (Func<Task<PermissionResult?>>)(async () => ProbeVerdict.OfPlanned(
                    it.Probe, region, it.Mandatory, await clients[region].TryAsync(it.Probe, meter, linked.Token)))));

            // What is too much is too much everywhere: one region shows it.
            var excess = regions.Take(1).SelectMany(region => ExcessProbes.All.Select(probe =>
                (Func<Task<PermissionResult?>>)(async () => ProbeVerdict.OfExcess(
                    probe, region, await clients[region].TryAsync(probe, meter, linked.Token)))));
            return ProbeSummary.Of(await AllAsync(planned.Concat(excess), linked.Token), regions.Count);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TransientCollectionException(
                RefusalReason.ProviderUnreachable, $"AWS did not answer all probes within {MaxSeconds} s.",
                "Check the collector's network access to AWS, then test again.");
        }
        finally
        {
            session.Forget();
        }
    }

    private static async Task<IReadOnlyList<PermissionResult>> AllAsync(
        IEnumerable<Func<Task<PermissionResult?>>> probes, CancellationToken cancellationToken)
    {
        var results = new ConcurrentBag<PermissionResult>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            probes, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (probe, _) =>
            {
                if (await probe() is { } result)
                {
                    results.Add(result);
                }
            });
        return [.. results];
    }
}
