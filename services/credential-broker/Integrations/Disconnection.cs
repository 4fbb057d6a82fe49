using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// Ends an integration: its accounts are free again and its secret is gone. The caller closes leases and commits.
/// </summary>
internal static class Disconnection
{
    public static async Task ApplyAsync(
        BrokerDbContext db, Integration integration, DateTimeOffset now, CancellationToken cancellationToken)
    {
        integration.Status = IntegrationStatus.Disconnected;
        integration.Secret = null;
        integration.SecretKeyId = null;
        integration.Touch(now);
        await CredentialDesk.ReleaseAsync(db, integration.Id, cancellationToken);
        db.ConnectedAccounts.RemoveRange(await db.ConnectedAccounts
            .Where(x => x.IntegrationId == integration.Id).ToListAsync(cancellationToken));
    }
}
