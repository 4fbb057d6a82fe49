using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Runs;

/// <summary>How a run ended: exactly one of both is set, or none when the lease was closed and nobody waits any more.</summary>
internal sealed record CollectionEnd(CollectionCompleted? Completed, CollectionFailed? Failed)
{
    public static CollectionEnd Closed { get; } = new(null, null);
}

/// <summary>One grant from redeeming to the closing message. Knows nothing of the bus.</summary>
internal sealed partial class AwsCollection(
    [FromKeyedServices(CollectorAwsRegistration.Service)] BrokerClient broker, AwsSources sources, RunningLeases leases,
    IOptionsMonitor<CollectionOptions> options, TimeProvider time, ILogger<AwsCollection> logger)
{
    /// <summary>
    /// Throws only when the process stops (<see cref="OperationCanceledException"/>) or the bus does not take a part
    /// (<see cref="PublishFailedException"/>); everything else ends in a message.
    /// </summary>
    public async Task<CollectionEnd> RunAsync(
        AwsSessionGranted grant, IFindingsPublisher publisher, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object?> { ["InvestigationId"] = grant.InvestigationId, ["LeaseId"] = grant.LeaseId });
        using var lease = leases.Begin(grant.LeaseId, cancellationToken);
        var runNumber = 0;
        try
        {
            Check(grant);
            var runId = Ids.New("run", time);
            var redeemed = await broker.RedeemAsync(
                new RedeemRequest { Token = grant.SessionToken, Audience = CredentialAudiences.Aws, RunId = runId },
                lease.Token);
            runNumber = redeemed.RunNumber;
            return await CollectAsync(grant, redeemed, runId, publisher, lease.Token);
        }
        catch (OperationCanceledException) when (lease.IsClosed && !cancellationToken.IsCancellationRequested)
        {
            Closed(logger, grant.LeaseId);
            return CollectionEnd.Closed;
        }
        catch (CollectionException e) when (e.Reason == RefusalReason.LeaseClosed)
        {
            Closed(logger, grant.LeaseId);
            return CollectionEnd.Closed;
        }
        catch (CollectionException e)
        {
            Refused(logger, grant.LeaseId, e.Reason);
            return new CollectionEnd(null, Failure(grant, runNumber, e));
        }
    }

    private async Task<CollectionEnd> CollectAsync(
        AwsSessionGranted grant, RedeemResponse redeemed, string runId, IFindingsPublisher publisher,
        CancellationToken cancellationToken)
    {
        var session = new AwsSession(redeemed.Credentials);
        try
        {
            var budget = new CallBudget(
                redeemed.CallBudget, redeemed.CostBudgetBytes, redeemed.CostBudgetMetrics);
            var runner = new SourceRunner(options.Get(CollectorAwsRegistration.Service), publisher, time, logger);
            var runs = grant.Target.Regions.Distinct(StringComparer.Ordinal).Select(region => runner.RunAsync(
                RunOf(grant, redeemed.RunNumber, runId, region, budget),
                sources.Create(session, region, grant.Sources),
                cancellationToken));
            var results = await Task.WhenAll(runs);
            return new CollectionEnd(Completion(grant, redeemed.RunNumber, [.. results.SelectMany(r => r)]), null);
        }
        finally
        {
            session.Forget();
        }
    }

    /// <summary>Account and regions are the integration's; an alarm from anywhere else is not ours to read.</summary>
    private static void Check(AwsSessionGranted grant)
    {
        if (grant.Purpose != LeasePurpose.Investigation || grant.InvestigationId is null || grant.Window is null)
        {
            throw Invalid("The grant carries no investigation or no window.", "Start the investigation again.");
        }

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

    private static CollectionRun RunOf(
        AwsSessionGranted grant, int runNumber, string runId, string region, CallBudget budget) => new()
        {
            TenantId = grant.TenantId,
            InvestigationId = grant.InvestigationId!,
            Pass = grant.Pass,
            IntegrationId = grant.IntegrationId,
            LeaseId = grant.LeaseId,
            RunId = runId,
            RunNumber = runNumber,
            Account = grant.Target.Accounts[0],
            Region = region,
            Target = InRegion(grant.Target, region),
            Window = grant.Window!,
            Budget = budget,
            Redactor = new Redactor(),
        };

    /// <summary>What of the target lies in a region; sources of other regions then do not apply.</summary>
    internal static CollectionTarget InRegion(CollectionTarget target, string region) => target with
    {
        Alarm = AlarmArn.Parse(target.Alarm?.Id)?.Region == region ? target.Alarm : null,
        Resources = [.. target.Resources.Where(r => r.Region == region && r.Account == target.Accounts[0])],
    };

    private CollectionCompleted Completion(
        AwsSessionGranted grant, int runNumber, IReadOnlyList<SourceResult> results) => new()
        {
            TenantId = grant.TenantId,
            InvestigationId = grant.InvestigationId!,
            Pass = grant.Pass,
            IntegrationId = grant.IntegrationId,
            LeaseId = grant.LeaseId,
            RunNumber = runNumber,
            Sources = results,
            CompletedAt = time.GetUtcNow(),
        };

    /// <summary>A test's lease has no investigation to tell; its starter sees the run's absence.</summary>
    private CollectionFailed? Failure(AwsSessionGranted grant, int runNumber, CollectionException error) =>
        grant.InvestigationId is null ? null : new CollectionFailed
        {
            TenantId = grant.TenantId,
            InvestigationId = grant.InvestigationId,
            Pass = grant.Pass,
            IntegrationId = grant.IntegrationId,
            LeaseId = grant.LeaseId,
            RunNumber = runNumber,
            Reason = error.Reason,
            Message = error.Message,
            Remedy = error.Remedy,
            FailedAt = time.GetUtcNow(),
        };

    private static PermanentCollectionException Invalid(string message, string remedy) =>
        new(RefusalReason.InvalidInput, message, remedy);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lease {LeaseId} is closed: its run ends without a result")]
    private static partial void Closed(ILogger logger, string leaseId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {LeaseId} could not be collected: {Reason}")]
    private static partial void Refused(ILogger logger, string leaseId, RefusalReason reason);
}
