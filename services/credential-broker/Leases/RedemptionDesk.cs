using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// The store's side of a redemption: reserve before the cloud is asked, settle after. Each step commits with its audit
/// record, so that without a record there is no credential.
/// </summary>
public sealed class RedemptionDesk(
    SessionTokens tokens, IOptions<LeaseOptions> leases, IOptions<BudgetOptions> budgets, QuotaDesk quotas,
    CloudAccesses clouds, TimeProvider time)
{
    private const string Broker = "credential-broker";

    /// <summary>Checks token and limits and takes one of the run's credentials.</summary>
    public async Task<(Reservation? Reservation, RedeemOutcome? Denied)> ReserveAsync(
        BrokerWork work, RedeemRequest request, string caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(request);
        var claimed = SessionTokens.Parse(request.Token);
        var lease = claimed is null ? null : await work.Db.Leases.FindAsync([claimed.Value.LeaseId], cancellationToken);
        if (lease is null)
        {
            return (null, WrongIdentity);
        }

        if (caller != claimed!.Value.Collector || caller != lease.Collector
            || !clouds.OfCollector(lease.Collector).Audiences.Contains(request.Audience)
            || !tokens.IsValid(request.Token, lease.Id, lease.Collector, lease.IntegrationId))
        {
            return (null, await DenyAsync(work, lease, request, caller, WrongIdentity, cancellationToken));
        }

        // What is read from here on, budgets above all, stays true until the commit.
        await work.Audit.TakeTurnAsync(lease.TenantId, cancellationToken);
        var integration = await work.Db.Integrations.FindAsync([lease.IntegrationId], cancellationToken);

        // A test alone may look at who is held back: it is what lets them go.
        if (!lease.IsOpen(time.GetUtcNow()) || integration is not { IsConnected: true }
            || (lease.Purpose != LeasePurpose.ConnectionTest && integration.IsHeld))
        {
            return (null, await DenyAsync(work, lease, request, caller, LeaseClosed, cancellationToken));
        }

        var run = await TakeAsync(work.Db, lease, request, cancellationToken);
        if (run is null)
        {
            return (null, await DenyAsync(work, lease, request, caller, Limit, cancellationToken));
        }

        if (run.CallBudget.Count == 0)
        {
            var grant = await quotas.ReserveAsync(work.Db, lease, run.RunId, cancellationToken);
            if (grant.IsEmpty)
            {
                await QuotaDesk.CancelAsync(work.Db, lease.Id, run.RunId, cancellationToken);
                return (null, await NoQuotaAsync(work, lease, run, request, cancellationToken));
            }

            run.Take(grant);
        }

        // Concurrent redemptions of one lease collide here, so that runs are numbered and counted one after the other.
        lease.Version++;
        await RecordAsync(work, lease, request, caller, "credential.requested", null, cancellationToken);
        return (new Reservation(lease, integration, run), null);
    }

    /// <summary>
    /// Records that a credential is handed out. Denied when the lease closed while the cloud was asked.
    /// </summary>
    public async Task<RedeemOutcome?> ConfirmAsync(
        BrokerWork work, Reservation reservation, RedeemRequest request, MintedCredential minted,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(reservation);
        await work.Audit.TakeTurnAsync(reservation.Lease.TenantId, cancellationToken);
        var (lease, run) = await ReloadAsync(work.Db, reservation, cancellationToken);
        if (!lease.IsOpen(time.GetUtcNow()))
        {
            return await DenyAsync(work, lease, request, lease.Collector, LeaseClosed, cancellationToken);
        }

        lease.Version++;
        await clouds.OfCollector(lease.Collector).NoteAsync(
            work, reservation.Integration, minted.Generation, Broker, cancellationToken);
        await RecordAsync(work, lease, request, lease.Collector, "credential.issued", null, cancellationToken);
        if (run.StartedAt is null)
        {
            run.StartedAt = time.GetUtcNow().TruncateToMicroseconds();
            if (lease.InvestigationId is { } investigationId)
            {
                work.Outbox.Add(new SessionRedeemed
                {
                    TenantId = lease.TenantId, InvestigationId = investigationId, Pass = lease.Pass,
                    IntegrationId = lease.IntegrationId, LeaseId = lease.Id, RunNumber = run.RunNumber,
                    StartedAt = run.StartedAt.Value,
                    Sources = clouds.OfCollector(lease.Collector).ExpectedOf(lease.Target, lease.Sources),
                });
            }
        }

        return null;
    }

    /// <summary>Gives an unused credential back to the run and records why there was none.</summary>
    public async Task<bool> ReleaseAsync(
        BrokerWork work, Reservation reservation, RedeemRequest request, RefusalReason reason,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(reservation);
        ArgumentNullException.ThrowIfNull(request);
        var (lease, run) = await ReloadAsync(work.Db, reservation, cancellationToken);
        lease.Version++;
        run.Mints = With(run.Mints, request.Audience, run.Mints.GetValueOrDefault(request.Audience) - 1);
        if (run.StartedAt is null && run.Mints.Values.Sum() == 0)
        {
            await QuotaDesk.CancelAsync(work.Db, lease.Id, run.RunId, cancellationToken);
            run.Take(null);
        }

        await RecordAsync(work, lease, request, lease.Collector, "credential.refused", $"{reason}", cancellationToken);
        return true;
    }

    private static RedeemOutcome WrongIdentity { get; } =
        new(RedeemStatus.WrongIdentity, "The token is not one that this service may redeem.");

    private static RedeemOutcome LeaseClosed { get; } =
        new(RedeemStatus.LeaseClosed, "The lease is closed: the investigation has ended or its time is over.");

    private static RedeemOutcome Limit { get; } =
        new(RedeemStatus.RedemptionLimit, "The lease has had all its runs, or the run all its credentials.");

    private async Task<LeaseRun?> TakeAsync(
        BrokerDbContext db, Lease lease, RedeemRequest request, CancellationToken cancellationToken)
    {
        var runs = await db.Runs.Where(x => x.LeaseId == lease.Id).ToListAsync(cancellationToken);
        var run = runs.Find(x => x.RunId == request.RunId);
        if (run is null)
        {
            if (runs.Count >= leases.Value.MaxRuns)
            {
                return null;
            }

            run = new LeaseRun
            {
                LeaseId = lease.Id, RunId = request.RunId, RunNumber = runs.Count + 1,
                FirstSeenAt = time.GetUtcNow().TruncateToMicroseconds(), Mints = new Dictionary<string, int>(),
                CallBudget = new Dictionary<string, int>(), ReducedApis = [], CostBudgetBytes = 0, CostBudgetMetrics = 0,
            };
            db.Runs.Add(run);
        }

        var minted = run.Mints.GetValueOrDefault(request.Audience);
        if (minted >= leases.Value.MaxMints)
        {
            return null;
        }

        run.Mints = With(run.Mints, request.Audience, minted + 1);
        return run;
    }

    private static Dictionary<string, int> With(IReadOnlyDictionary<string, int> mints, string audience, int count) =>
        new(mints, StringComparer.Ordinal) { [audience] = Math.Max(0, count) };

    private static async Task<(Lease Lease, LeaseRun Run)> ReloadAsync(
        BrokerDbContext db, Reservation reservation, CancellationToken cancellationToken) =>
        (await db.Leases.SingleAsync(x => x.Id == reservation.Lease.Id, cancellationToken),
            await db.Runs.SingleAsync(
                x => x.LeaseId == reservation.Lease.Id && x.RunId == reservation.Run.RunId, cancellationToken));

    private async Task<RedeemOutcome> NoQuotaAsync(
        BrokerWork work, Lease lease, LeaseRun run, RedeemRequest request, CancellationToken cancellationToken)
    {
        lease.Version++;
        run.Mints = With(run.Mints, request.Audience, run.Mints.GetValueOrDefault(request.Audience) - 1);
        await RecordAsync(
            work, lease, request, lease.Collector, "credential.refused", $"{RefusalReason.QuotaReserved}", cancellationToken);
        var refusal = new Refusal(RefusalReason.QuotaReserved,
            $"CauseFlow's share ({budgets.Value.QuotaShare:P0}) of the API quotas of {string.Join(", ", lease.Target.Accounts)} is "
            + "taken by other investigations.",
            "Wait until one of them has ended, or let the operator raise Broker:Budgets:QuotaShare.");
        return new RedeemOutcome(RedeemStatus.AccessRefused, refusal.Message, null, refusal);
    }

    private static async Task<RedeemOutcome> DenyAsync(
        BrokerWork work, Lease lease, RedeemRequest request, string caller, RedeemOutcome outcome,
        CancellationToken cancellationToken)
    {
        await RecordAsync(work, lease, request, caller, "credential.denied", $"{outcome.Status}", cancellationToken);
        return outcome;
    }

    private static async Task RecordAsync(
        BrokerWork work, Lease lease, RedeemRequest request, string caller, string action, string? reason,
        CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string>
        {
            ["purpose"] = $"{lease.Purpose}", ["investigationId"] = lease.InvestigationId ?? "",
            ["integrationId"] = lease.IntegrationId, ["audience"] = request.Audience, ["runId"] = request.RunId,
        };
        if (reason is not null)
        {
            details["reason"] = reason;
        }

        await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = lease.TenantId, Actor = caller, Action = action, Subject = lease.Id, Details = details,
        }, cancellationToken);
    }
}
