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

    /// <summary>
    /// The earlier POST with this key; null when there was none, or the client sent no key. With a key it first deletes the rows of all
    /// tenants that are older than 24 hours: the only clean-up that this table has.
    /// </summary>
    /// <param name="db">With <see cref="HasIdempotentPosts"/> in its model. The deletion is at once, and waits for no save.</param>
    /// <param name="tenantId">The caller's, <c>ten_…</c>; another tenant's key is another key.</param>
    /// <param name="route">With the ids in its path, such as <c>POST /v1/investigation/inc_…</c>; at most 200 characters.</param>
    /// <param name="key">As the client sent it.</param>
    /// <param name="time">What is older than 24 hours is decided by it.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="System.Data.Common.DbException">The store does not answer.</exception>
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
    /// <param name="db">With <see cref="HasIdempotentPosts"/> in its model.</param>
    /// <param name="tenantId">As it was looked for.</param>
    /// <param name="route">As it was looked for.</param>
    /// <param name="key">Without one nothing is added.</param>
    /// <param name="body">What makes it the same POST. Only its SHA-256 is kept; of a secret in it a MAC is to be given.</param>
    /// <param name="createdId">By which the answer is built again, at most 80 characters.</param>
    /// <param name="time">When it was made, in microseconds.</param>
    /// <exception cref="InvalidOperationException">The context tracks a row with this key already.</exception>
    /// <exception cref="NotSupportedException">The body cannot be written as JSON.</exception>
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
    /// <exception cref="NotSupportedException">The body cannot be written as JSON.</exception>
    public static bool IsRepeatedBy<TBody>(this IdempotentPost post, TBody body)
    {
        ArgumentNullException.ThrowIfNull(post);
        return post.BodyHash == HashOf(body);
    }

    private static string HashOf<TBody>(TBody body) =>
        IdempotencyKey.HashOf(JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Options));
}
