using System.Collections.Concurrent;
using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>
/// The permission doctor: tries every planned permission in every region of an integration, at the same time and within
/// the lease's budget, and reports all findings at once. Knows nothing of the bus.
/// </summary>
internal sealed partial class AccessTest(
    [FromKeyedServices(CollectorAwsRegistration.Service)] BrokerClient broker, AwsTransport transport, AwsEndpoints endpoints, RunningLeases leases,
    IOptions<CollectorAwsOptions> options, TimeProvider time, ILogger<AccessTest> logger)
{
    private const int Parallel = 16;
    private const int MaxSeconds = 60;

    /// <summary>Null when the lease was closed meanwhile and nobody waits any more.</summary>
    public async Task<AccessTested?> RunAsync(AwsSessionGranted grant, CancellationToken cancellationToken)
    {
        using var lease = leases.Begin(grant.LeaseId, cancellationToken);
        try
        {
            var redeemed = await broker.RedeemAsync(
                new RedeemRequest
                {
                    Token = grant.SessionToken, Audience = CredentialAudiences.Aws, RunId = Ids.New("run", time),
                },
                lease.Token);
            return Report(grant, await TryAllAsync(grant, redeemed, lease.Token));
        }
        catch (OperationCanceledException) when (lease.IsClosed && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (CollectionException e) when (e.Reason == RefusalReason.LeaseClosed)
        {
            return null;
        }
        catch (CollectionException e)
        {
            Failed(logger, grant.LeaseId, e.Reason);
            return Report(grant, []) with { Reason = e.Reason, Message = e.Message, Remedy = e.Remedy };
        }
    }

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

    private AccessTested Report(AwsSessionGranted grant, IReadOnlyList<PermissionResult> permissions)
    {
        var redactor = new Redactor();
        return new AccessTested
        {
            TenantId = grant.TenantId, LeaseId = grant.LeaseId, IntegrationId = grant.IntegrationId, TestedAt = time.GetUtcNow(),
            Permissions =
            [
                .. permissions.Select(x => x with { Message = x.Message is null ? null : redactor.Redact(x.Message) }),
            ],
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection test of lease {LeaseId} could not be run: {Reason}")]
    private static partial void Failed(ILogger logger, string leaseId, RefusalReason reason);
}
