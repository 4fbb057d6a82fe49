using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Storage;

/// <summary>
/// The turn of one writer at the rows behind a key, held until it is disposed, over several statements and their commit. Row versions
/// still decide what is right; a turn only keeps a writer that needs long from losing to many short ones for as long as they come.
/// </summary>
/// <remarks>
/// First a <see cref="LocalTurn"/>, so that one connection at most waits for a key. Then, on PostgreSQL, an advisory lock of the context's
/// own session, which counts for all replicas; a pooler between them must keep sessions.
/// </remarks>
public sealed class StoreTurn : IAsyncDisposable
{
    /// <summary>As long as a statement may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DbContext _context;
    private readonly LocalTurn _local;
    private readonly long? _lock;

    private StoreTurn(DbContext context, LocalTurn local, long? number) => (_context, _local, _lock) = (context, local, number);

    /// <param name="context">The writer's; it must not be used by anybody else meanwhile.</param>
    /// <param name="key">Such as a tenant and an incident of it; keys of another type of context are others.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">Others of this process were at it for 30 seconds.</exception>
    /// <exception cref="DbException">Other replicas were, or the store cannot be reached.</exception>
    public static async Task<StoreTurn> TakeAsync(DbContext context, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var whole = LocalKey(context.GetType(), key);
        var local = await LocalTurn.TakeAsync(whole, Patience, cancellationToken)
            ?? throw new TimeoutException("Others were at the same rows for too long.");
        try
        {
            return new StoreTurn(context, local, context.Database.IsNpgsql() ? await LockAsync(context, whole, cancellationToken) : null);
        }
        catch
        {
            local.Dispose();
            throw;
        }
    }

    /// <summary>The <see cref="LocalTurn"/> that comes first, for who needs no more.</summary>
    public static string LocalKey<TContext>(string key)
        where TContext : DbContext => LocalKey(typeof(TContext), key);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_lock is { } number)
            {
                await UnlockAsync(number);
            }
        }
        finally
        {
            _local.Dispose();
        }
    }

    private static string LocalKey(Type context, string key) => $"{context.Name}|{key}";

    private static async Task<long> LockAsync(DbContext context, string key, CancellationToken cancellationToken)
    {
        var number = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await context.Database.ExecuteSqlAsync($"select pg_advisory_lock({number})", cancellationToken);
            return number;
        }
        catch
        {
            await context.Database.CloseConnectionAsync();
            throw;
        }
    }

    private async Task UnlockAsync(long number)
    {
        try
        {
            await _context.Database.ExecuteSqlAsync($"select pg_advisory_unlock({number})", CancellationToken.None);
        }
        catch (DbException)
        {
            // The session has ended, and the lock with it.
        }
        finally
        {
            await _context.Database.CloseConnectionAsync();
        }
    }
}
