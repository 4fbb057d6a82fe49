namespace CauseFlow.Storage;

/// <summary>One writer at a time behind a key in this process. Who waits holds nothing of the store's.</summary>
public sealed class LocalTurn : IDisposable
{
    private static readonly Dictionary<string, LocalTurn> Known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _free = new(1, 1);
    private readonly string _key;
    private int _users;

    private LocalTurn(string key) => _key = key;

    /// <param name="key">Such as a tenant and an incident of it.</param>
    /// <param name="patience">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null when it took longer.</returns>
    public static async Task<LocalTurn?> TakeAsync(string key, TimeSpan patience, CancellationToken cancellationToken)
    {
        LocalTurn turn;
        lock (Known)
        {
            turn = Known.GetValueOrDefault(key) ?? (Known[key] = new LocalTurn(key));
            turn._users++;
        }

        var isTaken = false;
        try
        {
            isTaken = await turn._free.WaitAsync(patience, cancellationToken);
            return isTaken ? turn : null;
        }
        finally
        {
            if (!isTaken)
            {
                turn.Leave();
            }
        }
    }

    /// <summary>To be called once, by who has the turn.</summary>
    public void Dispose()
    {
        _free.Release();
        Leave();
    }

    /// <summary>Who leaves last takes the key along; the semaphore has no handle that would have to be closed.</summary>
    private void Leave()
    {
        lock (Known)
        {
            if (--_users == 0)
            {
                Known.Remove(_key);
            }
        }
    }
}
