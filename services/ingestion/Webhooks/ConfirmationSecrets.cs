using System.Security.Cryptography;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Ingestion's secrets, for key rotation: the addresses that confirm a subscription.</summary>
public sealed class ConfirmationSecrets(IDbContextFactory<IngestionDbContext> contexts, SecretVault vault)
    : ISecretStore
{
    /// <inheritdoc />
    public string Name => IngestionRegistration.Service;

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, int>> CountByKeyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Confirmations.Where(row => row.KeyId != null).GroupBy(row => row.KeyId!)
            .Select(rows => new { rows.Key, Count = rows.Count() })
            .ToDictionaryAsync(rows => rows.Key, rows => rows.Count, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<RewrapStep> RewrapAsync(
        string currentKeyId, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = after ?? "";
        var rows = await db.Confirmations
            .Where(row => row.KeyId != null && row.KeyId != currentKeyId && string.Compare(row.Id, from) > 0)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellationToken);
        var disabled = 0;
        foreach (var row in rows)
        {
            try
            {
                row.Seal(await vault.RewrapAsync(row.SubscribeUrl!, row.SecretContext, cancellationToken));
                row.Version++;
            }
            catch (Exception e) when (e is KeyUnavailableException or CryptographicException)
            {
                disabled++;
            }
        }

        // The row's version: whoever has just confirmed a subscription wins, and this step starts again.
        await db.SaveChangesAsync(cancellationToken);
        return new RewrapStep(rows.Count - disabled, disabled, rows.Count == limit ? rows[^1].Id : null);
    }
}
