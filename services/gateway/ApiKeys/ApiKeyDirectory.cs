using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.ApiKeys;

/// <summary>Finds the key that a caller shows. Nothing is cached, so a revoked key stops working at once.</summary>
internal sealed class ApiKeyDirectory(IDbContextFactory<GatewayDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan LastUsedResolution = TimeSpan.FromMinutes(1);

    /// <returns>Null when the key is unknown or revoked.</returns>
    public async Task<ApiKey?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!ApiKeySecret.HasShape(key))
        {
            return null;
        }

        var hash = ApiKeySecret.HashOf(key);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.ApiKeys.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Hash == hash && row.RevokedAt == null, cancellationToken);
        if (found is not null)
        {
            await NoteUseAsync(db, found, cancellationToken);
        }

        return found;
    }

    // At most one write a minute for each key, also with several replicas.
    private async Task NoteUseAsync(GatewayDbContext db, ApiKey key, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow().TruncateToMicroseconds();
        DateTimeOffset? stale = now - LastUsedResolution;
        if (key.LastUsedAt > stale)
        {
            return;
        }

        await db.ApiKeys
            .Where(row => row.Id == key.Id && (row.LastUsedAt == null || row.LastUsedAt <= stale))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now), cancellationToken);
    }
}
