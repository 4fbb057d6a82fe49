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
/// PostgreSQL: an advisory lock of the context's own session, so that it counts for all replicas; one that waits for longer than the
/// command time-out fails like any statement. A pooler between them must keep sessions. SQLite, which one process has for itself: a lock
/// of the process.
/// </remarks>
public sealed class StoreTurn : IAsyncDisposable
{
    private const int Lanes = 64;
    private static readonly SemaphoreSlim[] Local = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly DbContext _context;
    private readonly SemaphoreSlim? _lane;
    private readonly long _number;

    private StoreTurn(DbContext context, SemaphoreSlim? lane, long number) => (_context, _lane, _number) = (context, lane, number);

    /// <param name="context">The writer's; it must not be used by anybody else meanwhile.</param>
    /// <param name="key">Such as an incident's id; keys of another type of context are others.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<StoreTurn> TakeAsync(DbContext context, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var number = BinaryPrimitives.ReadInt64LittleEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{context.GetType().Name}|{key}")));
        if (!context.Database.IsNpgsql())
        {
            var lane = Local[(int)((ulong)number % Lanes)];
            await lane.WaitAsync(cancellationToken);
            return new StoreTurn(context, lane, number);
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await context.Database.ExecuteSqlAsync($"select pg_advisory_lock({number})", cancellationToken);
        }
        catch
        {
            await context.Database.CloseConnectionAsync();
            throw;
        }

        return new StoreTurn(context, null, number);
    }

    public async ValueTask DisposeAsync()
    {
        if (_lane is not null)
        {
            _lane.Release();
            return;
        }

        try
        {
            await _context.Database.ExecuteSqlAsync($"select pg_advisory_unlock({_number})", CancellationToken.None);
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
