using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Turns a session token into a cloud session: reserve and record, mint, record and answer.</summary>
public sealed partial class Redeemer(
    BrokerTransactions transactions, RedemptionDesk desk, ExternalIds externalIds, RoleAccess roles,
    ILogger<Redeemer> logger)
{
    private const int MaxRunIdLength = 64;

    /// <param name="request">What the collector sent.</param>
    /// <param name="caller">The calling service, proved by its own identity.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<RedeemOutcome> RedeemAsync(
        RedeemRequest request, string caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Audience != CredentialAudiences.Aws || !IsRunId(request.RunId))
        {
            return new RedeemOutcome(RedeemStatus.InvalidRequest,
                "The audience must be 'aws' and the run id 1 to 64 letters, digits, '_' or '-'.");
        }

        var (reservation, denied) = await transactions.RunAsync(
            work => desk.ReserveAsync(work, request, caller, cancellationToken), cancellationToken);
        if (reservation is null)
        {
            LogDenied(denied!.Status, caller, SessionTokens.Parse(request.Token)?.LeaseId ?? "none");
            return denied;
        }

        return await MintAsync(reservation, request, cancellationToken);
    }

    private static bool IsRunId(string? runId) =>
        runId is { Length: > 0 and <= MaxRunIdLength }
        && runId.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private async Task<RedeemOutcome> MintAsync(
        Reservation reservation, RedeemRequest request, CancellationToken cancellationToken)
    {
        AwsSession session;
        int generation;
        try
        {
            var (minted, used, refusal) = await AskAsync(reservation, cancellationToken);
            if (minted is null)
            {
                return await RefuseAsync(reservation, request, refusal!);
            }

            (session, generation) = (minted, used);
        }
        catch
        {
            // A caller that has gone, a time-out of our own: whatever it was, nothing was handed out.
            await ReleaseAsync(reservation, request, RefusalReason.ProviderError);
            throw;
        }

        var denied = await transactions.RunAsync(
            work => desk.ConfirmAsync(work, reservation, request, generation, cancellationToken), cancellationToken);
        return denied ?? new RedeemOutcome(RedeemStatus.Granted, "", ToResponse(reservation.Run, session));
    }

    private async Task<(AwsSession? Session, int Generation, Refusal? Refusal)> AskAsync(
        Reservation reservation, CancellationToken cancellationToken)
    {
        try
        {
            var candidates = await externalIds.CandidatesAsync(reservation.Integration, cancellationToken);
            return await roles.MintAsync(reservation.Lease, reservation.Integration, candidates, cancellationToken);
        }
        catch (KeyUnavailableException e)
        {
            return (null, 0, Refusals.OfMissingKey(e));
        }
        catch (SessionPolicyTooLongException e)
        {
            return (null, 0, Refusals.OfLongPolicy(e));
        }
    }

    private async Task<RedeemOutcome> RefuseAsync(Reservation reservation, RedeemRequest request, Refusal refusal)
    {
        await ReleaseAsync(reservation, request, refusal.Reason);
        LogRefused(refusal.Reason, reservation.Lease.Id, reservation.Lease.InvestigationId);
        return new RedeemOutcome(
            refusal.IsTransient ? RedeemStatus.Unavailable : RedeemStatus.AccessRefused, refusal.Message, null, refusal);
    }

    /// <summary>Also when the caller has given up meanwhile: what was not minted must not count against its limit.</summary>
    private Task<bool> ReleaseAsync(Reservation reservation, RedeemRequest request, RefusalReason reason) =>
        transactions.RunAsync(
            work => desk.ReleaseAsync(work, reservation, request, reason, CancellationToken.None), CancellationToken.None);

    private static RedeemResponse ToResponse(LeaseRun run, AwsSession session) => new()
    {
        Provider = CloudProvider.Aws,
        Credentials = new RedeemedCredentials
        {
            AccessKeyId = session.AccessKeyId,
            SecretAccessKey = session.SecretAccessKey,
            SessionToken = session.SessionToken,
        },
        ExpiresAt = session.ExpiresAt,
        RunNumber = run.RunNumber,
        CallBudget = run.CallBudget,
        CostBudgetBytes = run.CostBudgetBytes,
        CostBudgetMetrics = run.CostBudgetMetrics,
        ReducedApis = run.ReducedApis,
    };

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Redemption denied: {Status}, caller {Caller}, lease {LeaseId}")]
    private partial void LogDenied(RedeemStatus status, string caller, string leaseId);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning,
        Message = "No credential for lease {LeaseId} of investigation {InvestigationId}: {Reason}")]
    private partial void LogRefused(RefusalReason reason, string leaseId, string? investigationId);
}
