using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// The leases of connection tests. Works on the caller's context; the caller sends what is answered and commits.
/// </summary>
public sealed class TestLeases(
    BrokerDbContext db, AuditLog audit, SessionTokens tokens, CloudAccesses clouds, LeaseClosing closing,
    IOptions<LeaseOptions> options, TimeProvider time)
{
    /// <summary>
    /// Opens the lease of a connection test over all regions of the integration, and answers its grant. Null while
    /// another one is open: its result is as good.
    /// </summary>
    public async Task<ISessionGranted?> GrantAsync(
        Integration integration, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        // Read as entities: one that this very change has closed is not open any more.
        var open = await db.Leases.Where(x => x.OpenTestOf == integration.Id).ToListAsync(cancellationToken);
        if (open.Exists(x => x.OpenTestOf == integration.Id))
        {
            return null;
        }

        var now = time.GetUtcNow().TruncateToMicroseconds();
        var cloud = clouds.Of(integration.Provider);
        var lease = new Lease
        {
            Id = Ids.New("lea", time), TenantId = integration.TenantId, Pass = 1, IntegrationId = integration.Id,
            Purpose = LeasePurpose.ConnectionTest, OpenTestOf = integration.Id, Collector = cloud.Collector,
            Target = cloud.WholeOf(integration),
            CreatedAt = now, ExpiresAt = (now + options.Value.TestLifetime).TruncateToMicroseconds(),
        };
        db.Leases.Add(lease);
        await audit.AppendAsync(new AuditEntry
        {
            TenantId = integration.TenantId, Actor = actor, Action = "lease.granted", Subject = lease.Id,
            Details = new Dictionary<string, string>
            {
                ["purpose"] = $"{lease.Purpose}", ["integrationId"] = integration.Id,
                ["expiresAt"] = lease.ExpiresAt.ToString("O"),
            },
        }, cancellationToken);
        return tokens.GrantOf(lease);
    }

    /// <summary>Closes every lease of an integration that a report holds back or undoes.</summary>
    public Task<IReadOnlyList<LeaseClosed>> CloseOthersAsync(string integrationId, CancellationToken cancellationToken) =>
        closing.CloseOfIntegrationAsync(integrationId, cancellationToken);

    /// <summary>
    /// Closes the lease of a test that has reported; null when it is none, of another tenant, or closed.
    /// </summary>
    public async Task<LeaseClosed?> EndAsync(string tenantId, string leaseId, CancellationToken cancellationToken)
    {
        var lease = await db.Leases.FindAsync([leaseId], cancellationToken);
        if (lease is not { Purpose: LeasePurpose.ConnectionTest } || lease.TenantId != tenantId)
        {
            return null;
        }

        return (await closing.CloseAsync([lease], LeaseCloseReason.Completed, cancellationToken)).SingleOrDefault();
    }
}
