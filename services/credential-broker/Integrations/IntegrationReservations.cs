using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// The id of a tenant's next keyless integration: the same on every look at the set-up page until it is connected.
/// </summary>
public sealed class IntegrationReservations(BrokerTransactions transactions, OidcTokens tokens, TimeProvider time)
{
    /// <summary>Two first looks at once: the loser's insert is refused, and it reads the winner's.</summary>
    public Task<string> GetOrCreateAsync(string tenantId, CloudProvider provider, CancellationToken cancellationToken) =>
        transactions.RunAsync(async work =>
        {
            if (await work.Db.ReservedIntegrations.FindAsync([tenantId, provider], cancellationToken) is { } reserved)
            {
                return reserved.IntegrationId;
            }

            var row = new ReservedIntegration
            {
                TenantId = tenantId, Provider = provider, IntegrationId = Ids.New("int", time),
            };
            work.Db.ReservedIntegrations.Add(row);
            return row.IntegrationId;
        }, cancellationToken);

    /// <summary>What the set-up page shows; null where this installation issues no tokens.</summary>
    public async Task<KeylessSubject?> SubjectAsync(
        string tenantId, CloudProvider provider, string audience, CancellationToken cancellationToken) =>
        !tokens.IsOffered
            ? null
            : new KeylessSubject
            {
                Issuer = tokens.Issuer!, Audience = audience, JwksUri = tokens.Issuer + OidcEndpoints.JwksPath,
                Subject = OidcTokens.SubjectOf(tenantId, await GetOrCreateAsync(tenantId, provider, cancellationToken)),
            };
}
