using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Lends for a purpose that the broker starts by itself: lease, record and grant in one commit.</summary>
internal static class Lending
{
    private const string Actor = "credential-broker";

    public static async Task LendAsync(
        this BrokerWork work, Lease lease, SessionTokens tokens, CancellationToken cancellationToken)
    {
        work.Db.Leases.Add(lease);
        await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = lease.TenantId, Actor = Actor, Action = "lease.granted", Subject = lease.Id,
            Details = new Dictionary<string, string>
            {
                ["purpose"] = $"{lease.Purpose}", ["integrationId"] = lease.IntegrationId,
                ["expiresAt"] = lease.ExpiresAt.ToString("O"),
            },
        }, cancellationToken);
        work.Outbox.AddGrant(tokens.GrantOf(lease));
    }
}
