using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.Secrets;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>
/// Keys belong to a database: new keys are made only for one that holds nothing, since on existing data they would
/// break the audit chain, and every stored external id would be lost without a word.
/// </summary>
public sealed partial class BrokerKeyCheck(
    IDbContextFactory<BrokerDbContext> contexts, IOptions<BrokerKeyOptions> options, BrokerKeys keys,
    OidcKeys oidc, IKeyEncryptionKeyProvider provider, TimeProvider time, ILogger<BrokerKeyCheck> logger)
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

        oidc.Check();
        if (options.Value.CreateMissingKeys)
        {
            // Nothing is lost with one of these: a new one is published in its place.
            oidc.CreateMissing();
        }

        keys.Load();
        await CheckSecretsAsync(db, cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// An old key that is missing disables the secrets under it and no more. A current key that this database has never
    /// seen, while older ones are missing, is another thing: the folder was lost and made anew, and it is better to stop
    /// than to go on without any of the customers' secrets.
    /// </summary>
    private async Task CheckSecretsAsync(BrokerDbContext db, CancellationToken cancellationToken)
    {
        var current = provider.CurrentKeyId;
        var known = await db.SecretKeys.AnyAsync(x => x.KeyId == current, cancellationToken);
        var needed = await db.ExternalIds.Where(x => x.KeyId != "").Select(x => x.KeyId)
            .Union(db.Integrations.Where(x => x.SecretKeyId != null).Select(x => x.SecretKeyId!))
            .Union(db.Credentials.Where(x => x.SecretKeyId != null).Select(x => x.SecretKeyId!))
            .ToListAsync(cancellationToken);
        var missing = needed.Except(provider.KeyIds).ToList();
        if (missing.Contains(current) || (missing.Count > 0 && !known))
        {
            throw new KeyUnavailableException(missing[0],
                $"The database holds secrets under key {missing[0]}, which is missing, and the current key {current} was "
                + "never used with it: the key folder was lost or replaced. Restore it from your backup.");
        }

        if (missing.Count > 0)
        {
            LogMissing(string.Join(", ", missing));
        }

        if (!known)
        {
            db.SecretKeys.Add(new SecretKey { KeyId = current, FirstSeenAt = time.GetUtcNow().TruncateToMicroseconds() });
            await SaveAsync(db, cancellationToken);
        }
    }

    private static async Task SaveAsync(BrokerDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (StoreErrors.IsUniqueViolation(e))
        {
            // Another replica started at the same time.
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Critical,
        Message = "Key-encryption keys are missing: {KeyIds}. The secrets under them are disabled until the keys are restored")]
    private partial void LogMissing(string keyIds);
}
