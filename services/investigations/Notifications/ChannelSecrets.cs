using System.Security.Cryptography;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Notifications;

/// <summary>The secrets of channels: sealed when they come in, opened for one attempt, moved by key rotation.</summary>
public sealed class ChannelSecrets(IDbContextFactory<InvestigationsDbContext> contexts, SecretVault vault) : ISecretStore
{
    /// <inheritdoc />
    public string Name => $"{InvestigationsRegistration.Service} notification channels";

    /// <summary>The ciphertext and the key that it is under.</summary>
    public async Task<(string Secret, string KeyId)> SealAsync(
        SecretContext context, ChannelSecret secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var plain = secret.ToBytes();
        try
        {
            var box = await vault.EncryptAsync(plain, context, cancellationToken);
            return (box, SecretVault.KeyIdOf(box));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="KeyUnavailableException">The key that it is under is missing.</exception>
    /// <exception cref="CryptographicException">It was changed.</exception>
    public async Task<ChannelSecret> OpenAsync(NotificationChannelRow channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var plain = await vault.DecryptAsync(channel.Secret, channel.SecretContext, cancellationToken);
        try
        {
            return ChannelSecret.Of(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, int>> CountByKeyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.NotificationChannels.GroupBy(row => row.SecretKeyId)
            .Select(rows => new { rows.Key, Count = rows.Count() })
            .ToDictionaryAsync(rows => rows.Key, rows => rows.Count, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<RewrapStep> RewrapAsync(
        string currentKeyId, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = after ?? "";
        var rows = await db.NotificationChannels.AsNoTracking()
            .Where(row => row.SecretKeyId != currentKeyId && string.Compare(row.Id, from) > 0)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellationToken);
        var disabled = 0;
        foreach (var row in rows)
        {
            try
            {
                var box = await vault.RewrapAsync(row.Secret, row.SecretContext, cancellationToken);
                var keyId = SecretVault.KeyIdOf(box);

                // Only in place of what was read: one that was set meanwhile is under the current key, and the old one may be known
                // to others, which is why it was replaced.
                await db.NotificationChannels.Where(kept => kept.Id == row.Id && kept.Secret == row.Secret).ExecuteUpdateAsync(
                    set => set.SetProperty(kept => kept.Secret, box).SetProperty(kept => kept.SecretKeyId, keyId), cancellationToken);
            }
            catch (Exception e) when (e is KeyUnavailableException or CryptographicException)
            {
                disabled++;
            }
        }

        return new RewrapStep(rows.Count - disabled, disabled, rows.Count == limit ? rows[^1].Id : null);
    }
}
