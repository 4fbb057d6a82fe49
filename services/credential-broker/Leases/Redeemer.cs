using System.Text;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Turns a session token into a cloud session: reserve and record, mint, record and answer.</summary>
public sealed partial class Redeemer(
    BrokerTransactions transactions, RedemptionDesk desk, CloudAccesses clouds, BrokerKeys keys, BrokerMetrics metrics,
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
        var outcome = await RedeemUncountedAsync(request, caller, cancellationToken);
        metrics.Redeemed(outcome.Status);
        return outcome;
    }

    private async Task<RedeemOutcome> RedeemUncountedAsync(
        RedeemRequest request, string caller, CancellationToken cancellationToken)
    {
        if (!clouds.IsAudience(request.Audience) || !IsRunId(request.RunId))
        {
            return new RedeemOutcome(RedeemStatus.InvalidRequest,
                "The audience must be one that this broker mints for, and the run id 1 to 64 letters, digits, '_' or '-'.");
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
        MintedCredential minted;
        try
        {
            var cloud = clouds.OfCollector(reservation.Lease.Collector);
            minted = await cloud.MintAsync(reservation.Lease, reservation.Integration, request.Audience, cancellationToken);
            if (minted.Refusal is { } refusal)
            {
                return await RefuseAsync(reservation, request, refusal);
            }
        }
        catch
        {
            // A caller that has gone, a time-out of our own: whatever it was, nothing was handed out.
            await ReleaseAsync(reservation, request, RefusalReason.ProviderError);
            throw;
        }

        var denied = await transactions.RunAsync(
            work => desk.ConfirmAsync(work, reservation, request, minted, cancellationToken), cancellationToken);
        return denied ?? new RedeemOutcome(RedeemStatus.Granted, "", ToResponse(reservation, minted));
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

    private RedeemResponse ToResponse(Reservation reservation, MintedCredential minted) => new()
    {
        Provider = reservation.Integration.Provider,
        Credentials = minted.Credentials!,
        ExpiresAt = minted.ExpiresAt,
        RunNumber = reservation.Run.RunNumber,
        CallBudget = reservation.Run.CallBudget,
        CostBudgetBytes = reservation.Run.CostBudgetBytes,
        CostBudgetMetrics = reservation.Run.CostBudgetMetrics,
        ReducedApis = reservation.Run.ReducedApis,
        Principal = minted.Principal,
        PseudonymKey = PseudonymKeyOf(reservation.Lease.TenantId),
    };

    private string PseudonymKeyOf(string tenantId) =>
        Convert.ToBase64String(keys.TokenMac([.. "pseudonyms|"u8, .. Encoding.UTF8.GetBytes(tenantId)]));

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Redemption denied: {Status}, caller {Caller}, lease {LeaseId}")]
    private partial void LogDenied(RedeemStatus status, string caller, string leaseId);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning,
        Message = "No credential for lease {LeaseId} of investigation {InvestigationId}: {Reason}")]
    private partial void LogRefused(RefusalReason reason, string leaseId, string? investigationId);
}
