using System.Security.Cryptography;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>The broker's secrets, for key rotation: the tenants' external ids.</summary>
public sealed class ExternalIdSecrets(IDbContextFactory<BrokerDbContext> contexts, SecretVault vault) : ISecretStore
{
    /// <inheritdoc />
    public string Name => "credential-broker";

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, int>> CountByKeyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ExternalIds.Where(x => x.KeyId != "").GroupBy(x => x.KeyId)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<RewrapStep> RewrapAsync(
        string currentKeyId, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = after ?? "";
        var rows = await db.ExternalIds
            .Where(x => x.KeyId != "" && x.KeyId != currentKeyId && string.Compare(x.Fingerprint, from) > 0)
            .OrderBy(x => x.Fingerprint).Take(limit).ToListAsync(cancellationToken);
        var disabled = 0;
        foreach (var row in rows)
        {
            try
            {
                row.Ciphertext = await vault.RewrapAsync(row.Ciphertext, row.SecretContext, cancellationToken);
                row.KeyId = SecretVault.KeyIdOf(row.Ciphertext);
            }
            catch (Exception e) when (e is KeyUnavailableException or CryptographicException)
            {
                disabled++;
            }
        }

        // The ciphertext is a concurrency token: two replicas at the same rows, and one of them starts this step again.
        await db.SaveChangesAsync(cancellationToken);
        return new RewrapStep(rows.Count - disabled, disabled, rows.Count == limit ? rows[^1].Fingerprint : null);
    }
}
