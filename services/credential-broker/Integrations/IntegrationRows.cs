using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>What connecting and changing have in common at the store.</summary>
internal static class IntegrationRows
{
    /// <summary>The first of the accounts that another integration of the tenant has; null when all are free.</summary>
    public static Task<string?> FindTakenAsync(
        BrokerWork work, Integration integration, IReadOnlyList<string> accounts, CancellationToken cancellationToken) =>
        work.Db.ConnectedAccounts
            .Where(x => x.TenantId == integration.TenantId && x.Provider == integration.Provider
                && x.IntegrationId != integration.Id && accounts.Contains(x.Account))
            .OrderBy(x => x.Account).Select(x => x.Account).FirstOrDefaultAsync(cancellationToken);

    public static async Task<Integration?> FindActiveAsync(
        BrokerWork work, string tenantId, string id, CancellationToken cancellationToken) =>
        await work.Db.Integrations.FirstOrDefaultAsync(
            x => x.Id == id && x.TenantId == tenantId && x.Status != IntegrationStatus.Disconnected, cancellationToken);

    public static void Connect(BrokerWork work, Integration integration, IEnumerable<string> accounts) =>
        work.Db.ConnectedAccounts.AddRange(accounts.Select(account => new ConnectedAccount
        {
            TenantId = integration.TenantId, Provider = integration.Provider, Account = account,
            IntegrationId = integration.Id,
        }));

    public static async Task StartTestAsync(
        this BrokerWork work, Integration integration, string actor, CancellationToken cancellationToken)
    {
        if (await work.Tests.GrantAsync(integration, actor, cancellationToken) is { } grant)
        {
            work.Outbox.AddGrant(grant);
        }
    }

    public static async Task<bool> RecordAsync(
        this BrokerWork work, Integration integration, string actor, string action, RefusalReason? reason)
    {
        await work.Audit.AppendAsync(IntegrationAudit.Entry(integration, actor, action, reason));
        return true;
    }
}
