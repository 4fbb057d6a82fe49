using System.Security.Cryptography;
using System.Text;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>
/// Customers' secrets of one table: sealed when they come in, opened for a call, moved by key rotation.
/// </summary>
public abstract class SealedSecrets<TRow>(
    IDbContextFactory<BrokerDbContext> contexts, SecretVault vault, string table) : ISecretStore
    where TRow : class, ISealedRow
{
    /// <inheritdoc />
    public string Name => $"credential-broker {table}";

    /// <summary>Seals a secret for the row, in place of the one that it had.</summary>
    public async Task SealAsync(TRow row, string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var plain = Encoding.UTF8.GetBytes(secret);
        try
        {
            row.Secret = await vault.EncryptAsync(plain, row.SecretContext, cancellationToken);
            row.SecretKeyId = SecretVault.KeyIdOf(row.Secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="KeyUnavailableException">The key that it is encrypted under is missing.</exception>
    /// <exception cref="InvalidOperationException">The row has no secret.</exception>
    public async Task<string> OpenAsync(TRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var plain = await vault.DecryptAsync(
            row.Secret ?? throw new InvalidOperationException($"{row.Id} has no secret."), row.SecretContext, cancellationToken);
        try
        {
            return Encoding.UTF8.GetString(plain);
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
        return await db.Set<TRow>().Where(x => x.SecretKeyId != null).GroupBy(x => x.SecretKeyId!)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<RewrapStep> RewrapAsync(
        string currentKeyId, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = after ?? "";
        var rows = await db.Set<TRow>()
            .Where(x => x.SecretKeyId != null && x.SecretKeyId != currentKeyId && string.Compare(x.Id, from) > 0)
            .OrderBy(x => x.Id).Take(limit).ToListAsync(cancellationToken);
        var disabled = 0;
        foreach (var row in rows)
        {
            try
            {
                row.Secret = await vault.RewrapAsync(row.Secret!, row.SecretContext, cancellationToken);
                row.SecretKeyId = SecretVault.KeyIdOf(row.Secret);
            }
            catch (Exception e) when (e is KeyUnavailableException or CryptographicException)
            {
                disabled++;
            }
        }

        // The ciphertext is a concurrency token: two replicas at the same rows, and one of them starts this step again.
        await db.SaveChangesAsync(cancellationToken);
        return new RewrapStep(rows.Count - disabled, disabled, rows.Count == limit ? rows[^1].Id : null);
    }
}
