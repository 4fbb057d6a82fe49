using System.Security.Claims;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Which sessions are over. What people end is known to this replica until the session would have ended by itself: a copied cookie opens
/// nothing here any more. Another replica, or this one after a restart, does not know (docs/security.md).
/// </summary>
internal sealed class EndedSessions(TimeProvider time)
{
    /// <summary>Of about 100 bytes each. Who ends one has signed in before, which is limited.</summary>
    private const int Most = 50_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> ended = new(StringComparer.Ordinal);

    /// <summary>With the id of the session, and the tab that ended it.</summary>
    public event Action<string, string?>? Ended;

    /// <summary>From now on this session counts no more, in no tab and with no copy of its cookie.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="tab">Which is left by itself.</param>
    public void End(ClaimsPrincipal user, string? tab)
    {
        if (Sessions.IdOf(user) is not { } id)
        {
            return;
        }

        lock (gate)
        {
            if (ended.Count >= Most)
            {
                MakeRoom();
            }

            ended[id] = Sessions.EndOf(user);
        }

        Ended?.Invoke(id, tab);
    }

    /// <summary>True also for a cookie that names no session.</summary>
    public bool IsOver(ClaimsPrincipal user)
    {
        if (Sessions.IdOf(user) is not { } id || Sessions.EndOf(user) <= time.GetUtcNow())
        {
            return true;
        }

        lock (gate)
        {
            return ended.ContainsKey(id);
        }
    }

    /// <summary>Without those that are over anyhow; else without the tenth that will be first.</summary>
    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        var over = ended.Where(one => one.Value <= now).Select(one => one.Key).ToList();
        foreach (var id in over.Count > 0 ? over : ended.OrderBy(one => one.Value).Take(Most / 10).Select(one => one.Key).ToList())
        {
            ended.Remove(id);
        }
    }
}
