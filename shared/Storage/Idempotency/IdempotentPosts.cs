using System.Text.Json;
using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Storage.Idempotency;

/// <summary>
/// Remembers for a day which POST created what. The row is added to the same <c>SaveChanges</c> as what is created, so of
/// two POSTs at the same time one gets a unique violation (<see cref="StoreErrors.IsUniqueViolation"/>) and looks again.
/// </summary>
public static class IdempotentPosts
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    public static void HasIdempotentPosts(this ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<IdempotentPost>(post =>
        {
            post.ToTable("idempotent_posts");
            post.HasKey(p => new { p.TenantId, p.Route, p.KeyHash });
            post.Property(p => p.TenantId).HasMaxLength(40);
            post.Property(p => p.Route).HasMaxLength(200);
            post.Property(p => p.KeyHash).HasMaxLength(64);
            post.Property(p => p.BodyHash).HasMaxLength(64);
            post.Property(p => p.CreatedId).HasMaxLength(80);
            post.HasIndex(p => p.CreatedAt);
        });
    }

    /// <summary>The earlier POST with this key; null when there was none, or the client sent no key.</summary>
    public static async Task<IdempotentPost?> FindPostAsync(
        this DbContext db, string tenantId, string route, IdempotencyKey key, TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        if (key is not { Hash: { } hash })
        {
            return null;
        }

        var forgotten = (time.GetUtcNow() - Memory).TruncateToMicroseconds();
        await db.Set<IdempotentPost>().Where(post => post.CreatedAt < forgotten).ExecuteDeleteAsync(cancellationToken);
        return await db.Set<IdempotentPost>().AsNoTracking().SingleOrDefaultAsync(
            post => post.TenantId == tenantId && post.Route == route && post.KeyHash == hash, cancellationToken);
    }

    /// <summary>Adds the row; the caller saves it together with what it creates.</summary>
    public static void RememberPost<TBody>(
        this DbContext db, string tenantId, string route, IdempotencyKey key, TBody body, string createdId, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        if (key is { Hash: { } hash })
        {
            db.Add(new IdempotentPost
            {
                TenantId = tenantId,
                Route = route,
                KeyHash = hash,
                BodyHash = HashOf(body),
                CreatedId = createdId,
                CreatedAt = time.GetUtcNow().TruncateToMicroseconds(),
            });
        }
    }

    /// <summary>False when the key was used before for something else.</summary>
    public static bool IsRepeatedBy<TBody>(this IdempotentPost post, TBody body)
    {
        ArgumentNullException.ThrowIfNull(post);
        return post.BodyHash == HashOf(body);
    }

    private static string HashOf<TBody>(TBody body) =>
        IdempotencyKey.HashOf(JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Options));
}
