using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Collection.Runs;

/// <summary>
/// What every collector owes to a grant, whatever its cloud: stop when the lease closes, and end in one closing message also
/// when nothing could be read. Knows nothing of the bus.
/// </summary>
public sealed partial class LeasedRuns(
    BrokerClient broker, RunningLeases leases, Redactor redactor, TimeProvider time, ILogger<LeasedRuns> logger)
{
    /// <summary>
    /// Throws only when the process stops (<see cref="OperationCanceledException"/>) or the bus does not take a part
    /// (<see cref="PublishFailedException"/>); everything else ends in a message.
    /// </summary>
    /// <param name="grant">An investigation's grant.</param>
    /// <param name="collect">Reads the cloud; what it refuses as a whole is thrown as a <see cref="CollectionException"/>.</param>
    /// <param name="cancellationToken">Ends with the process.</param>
    public async Task<CollectionEnd> CollectAsync(
        ISessionGranted grant, Func<LeaseSession, CancellationToken, Task<IReadOnlyList<SourceResult>>> collect,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(collect);
        using var scope = logger.BeginScope(
            new Dictionary<string, object?> { ["InvestigationId"] = grant.InvestigationId, ["LeaseId"] = grant.LeaseId });
        using var lease = leases.Begin(grant.LeaseId, cancellationToken);
        var session = SessionOf(grant, lease.Token);
        try
        {
            if (grant.Purpose != LeasePurpose.Investigation || grant.InvestigationId is null || grant.Window is null)
            {
                throw new PermanentCollectionException(
                    RefusalReason.InvalidInput, "The grant carries no investigation or no window.", "Start the investigation again.");
            }

            var results = await collect(session, lease.Token);
            return new CollectionEnd(Completion(grant, session.RunNumber, results), null);
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
            return new CollectionEnd(null, Failure(grant, session.RunNumber, e));
        }
    }

    /// <summary>Null when the lease was closed meanwhile and nobody waits any more.</summary>
    /// <param name="grant">A connection test's grant.</param>
    /// <param name="probe">Tries the permissions; what is refused as a whole is thrown as a <see cref="CollectionException"/>.</param>
    /// <param name="cancellationToken">Ends with the process.</param>
    public Task<AccessTested?> TestAsync(
        ISessionGranted grant, Func<LeaseSession, CancellationToken, Task<IReadOnlyList<PermissionResult>>> probe,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(probe);
        return RunAsync(
            grant, async (session, token) => Report(grant, await probe(session, token)),
            refused => Report(grant, []) with
            {
                Reason = refused.Reason, Message = redactor.Redact(refused.Message), Remedy = redactor.Redact(refused.Remedy),
            },
            cancellationToken);
    }

    /// <summary>
    /// What the broker lends for a purpose of its own. Null when the lease was closed meanwhile and nobody waits any more.
    /// </summary>
    /// <param name="grant">Of any purpose but an investigation.</param>
    /// <param name="run">Reads the cloud; what it refuses as a whole is thrown as a <see cref="CollectionException"/>.</param>
    /// <param name="refused">The report of a refusal.</param>
    /// <param name="cancellationToken">Ends with the process.</param>
    public async Task<T?> RunAsync<T>(
        ISessionGranted grant, Func<LeaseSession, CancellationToken, Task<T>> run, Func<CollectionException, T> refused,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(refused);
        using var lease = leases.Begin(grant.LeaseId, cancellationToken);
        try
        {
            return await run(SessionOf(grant, lease.Token), lease.Token);
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
            NotRun(logger, grant.Purpose, grant.LeaseId, e.Reason);
            return refused(e);
        }
    }

    private LeaseSession SessionOf(ISessionGranted grant, CancellationToken run) =>
        new(broker, grant.SessionToken, Ids.New("run", time), time, run);

    private CollectionCompleted Completion(ISessionGranted grant, int runNumber, IReadOnlyList<SourceResult> results) => new()
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
    private CollectionFailed? Failure(ISessionGranted grant, int runNumber, CollectionException error) =>
        grant.InvestigationId is null ? null : new CollectionFailed
        {
            TenantId = grant.TenantId,
            InvestigationId = grant.InvestigationId,
            Pass = grant.Pass,
            IntegrationId = grant.IntegrationId,
            LeaseId = grant.LeaseId,
            RunNumber = runNumber,
            Reason = error.Reason,
            Message = redactor.Redact(error.Message),
            Remedy = redactor.Redact(error.Remedy),
            FailedAt = time.GetUtcNow(),
        };

    private AccessTested Report(ISessionGranted grant, IReadOnlyList<PermissionResult> permissions) => new()
    {
        TenantId = grant.TenantId, LeaseId = grant.LeaseId, IntegrationId = grant.IntegrationId, TestedAt = time.GetUtcNow(),
        Permissions = [.. permissions.Select(x => x with { Message = redactor.RedactOptional(x.Message) })],
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Lease {LeaseId} is closed: its run ends without a result")]
    private static partial void Closed(ILogger logger, string leaseId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {LeaseId} could not be collected: {Reason}")]
    private static partial void Refused(ILogger logger, string leaseId, RefusalReason reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Purpose} of lease {LeaseId} could not be run: {Reason}")]
    private static partial void NotRun(ILogger logger, LeasePurpose purpose, string leaseId, RefusalReason reason);
}
