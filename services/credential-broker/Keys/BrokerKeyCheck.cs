using System.Security.Cryptography;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>
/// Keys belong to a database: new keys are made only for one that holds nothing, since on existing data they would
/// break the audit chain, and every stored external id would be lost without a word.
/// </summary>
public sealed class BrokerKeyCheck(
    IDbContextFactory<BrokerDbContext> contexts, IOptions<BrokerKeyOptions> options, BrokerKeys keys, SecretVault vault)
    : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var missing = BrokerKeys.AnyMissing(options.Value);
        if (missing && await db.AuditHeads.AnyAsync(cancellationToken))
        {
            throw new InvalidOperationException(
                $"The database holds data, but {options.Value.KeyFolder} lacks audit.key or token.key. Restore the key "
                + "folder from your backup.");
        }

        if (missing && options.Value.CreateMissingKeys)
        {
            BrokerKeys.CreateMissing(options.Value);
        }

        keys.Load();
        await RequireKeyOfSecretsAsync(db, cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>When the newest secret cannot be opened, the key folder was lost or replaced: better to stop than to fail later.</summary>
    private async Task RequireKeyOfSecretsAsync(BrokerDbContext db, CancellationToken cancellationToken)
    {
        var newest = await db.ExternalIds.AsNoTracking()
            .OrderByDescending(x => x.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (newest is null)
        {
            return;
        }

        var plain = await vault.DecryptAsync(
            newest.Ciphertext, ExternalIds.ContextOf(newest.TenantId), cancellationToken);
        CryptographicOperations.ZeroMemory(plain);
    }
}
