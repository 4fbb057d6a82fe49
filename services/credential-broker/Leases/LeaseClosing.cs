using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Queues;
using CauseFlow.CredentialBroker.Reconciling;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// Ends leases, whatever ends them. Works on the caller's context; the caller sends what is answered and commits.
/// </summary>
public sealed class LeaseClosing(BrokerDbContext db, AuditLog audit, QuotaDesk quotas, TimeProvider time)
{
    private const string Actor = "credential-broker";

    /// <summary>
    /// Closes the pass and its leases. Before the request, it leaves a tombstone that refuses the request.
    /// </summary>
    public async Task<IReadOnlyList<LeaseClosed>> EndPassAsync(
        string tenantId, string investigationId, int number, LeaseCloseReason reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var pass = await db.Passes.FindAsync([investigationId, number], cancellationToken);
        if (pass is null)
        {
            pass = new InvestigationPass { InvestigationId = investigationId, Pass = number, TenantId = tenantId };
            db.Passes.Add(pass);
        }

        if (pass.EndedAt is not null || pass.TenantId != tenantId)
        {
            return [];
        }

        pass.EndedAt = now;
        pass.EndReason = reason;
        pass.Version++;
        var leases = await db.Leases.Where(x => x.InvestigationId == investigationId && x.Pass == number)
            .ToListAsync(cancellationToken);
        return await CloseAsync(leases, reason, cancellationToken);
    }

    /// <summary>Closes every open lease on an integration.</summary>
    public Task<IReadOnlyList<LeaseClosed>> CloseOfIntegrationAsync(string integrationId, CancellationToken cancellationToken) =>
        CloseOfIntegrationAsync(integrationId, null, cancellationToken);

    /// <summary>Closes the open leases on an integration that are for the purpose; null for all.</summary>
    public async Task<IReadOnlyList<LeaseClosed>> CloseOfIntegrationAsync(
        string integrationId, LeasePurpose? purpose, CancellationToken cancellationToken)
    {
        var leases = await db.Leases
            .Where(x => x.IntegrationId == integrationId && x.ClosedAt == null && (purpose == null || x.Purpose == purpose))
            .ToListAsync(cancellationToken);
        return await CloseAsync(leases, LeaseCloseReason.Disconnected, cancellationToken);
    }

    /// <summary>Closes at most <paramref name="limit"/> leases whose time is over.</summary>
    public async Task<IReadOnlyList<LeaseClosed>> CloseExpiredAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var leases = await db.Leases.Where(x => x.ClosedAt == null && x.ExpiresAt <= now)
            .OrderBy(x => x.ExpiresAt).Take(limit).ToListAsync(cancellationToken);
        return await CloseAsync(leases, LeaseCloseReason.Expired, cancellationToken);
    }

    /// <summary>Closes those that are open, each with its audit record.</summary>
    public async Task<IReadOnlyList<LeaseClosed>> CloseAsync(
        IReadOnlyList<Lease> leases, LeaseCloseReason reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var closed = new List<LeaseClosed>();

        // In the order of tenants, whose turns are taken here: two sweeps at once never wait for each other in a circle.
        foreach (var lease in leases.OrderBy(x => x.TenantId, StringComparer.Ordinal))
        {
            if (lease.Close(reason, now) is { } message)
            {
                closed.Add(message);
                if (lease.Purpose != LeasePurpose.Investigation && reason == LeaseCloseReason.Expired)
                {
                    await NoteSilenceAsync(lease, now, cancellationToken);
                }

                await quotas.EndAsync(db, lease.Id, now, cancellationToken);
                await RecordAsync(lease, reason, cancellationToken);
            }
        }

        return closed;
    }

    /// <summary>A test or a look that nobody answered is a result too: the collector is down or cannot reach the bus.</summary>
    private async Task NoteSilenceAsync(Lease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Integrations.FindAsync([lease.IntegrationId], cancellationToken) is not { IsConnected: true } it)
        {
            return;
        }

        it.Version++;
        if (lease.Purpose == LeasePurpose.Reconcile)
        {
            it.Reconcile = (it.Reconcile ?? new ReconcileState()).Unanswered(lease.Collector, now);
        }
        else if (lease.Purpose == LeasePurpose.Intake)
        {
            it.Queue = (it.Queue ?? new QueueState()).Unanswered(lease.Collector, now);
        }
        else
        {
            it.LastTest = ConnectionTestResult.Failed(now, RefusalReason.ProviderUnreachable,
                "The principal lets CauseFlow in, but no collector reported on its permissions in time.",
                $"Check that {lease.Collector} is running and reaches the bus, then test again.");
        }
    }

    private async Task RecordAsync(Lease lease, LeaseCloseReason reason, CancellationToken cancellationToken) =>
        await audit.AppendAsync(new AuditEntry
        {
            TenantId = lease.TenantId, Actor = Actor, Action = "lease.closed", Subject = lease.Id,
            Details = new Dictionary<string, string>
            {
                ["purpose"] = $"{lease.Purpose}", ["investigationId"] = lease.InvestigationId ?? "", ["reason"] = $"{reason}",
            },
        }, cancellationToken);
}
