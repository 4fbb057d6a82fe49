using System.Runtime.InteropServices;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Starts by people that are between the look at the limit and their commit, in this process: two of one moment each
/// know of the other, though neither is stored yet.
/// </summary>
public sealed class StartTurns
{
    private readonly Dictionary<string, int> underWay = new(StringComparer.Ordinal);

    /// <summary>Which one of the tenant's starts that are under way this is, counted from 1.</summary>
    public int Enter(string tenantId)
    {
        lock (underWay)
        {
            return ++CollectionsMarshal.GetValueRefOrAddDefault(underWay, tenantId, out _);
        }
    }

    public void Leave(string tenantId)
    {
        lock (underWay)
        {
            if (--CollectionsMarshal.GetValueRefOrAddDefault(underWay, tenantId, out _) <= 0)
            {
                underWay.Remove(tenantId);
            }
        }
    }
}
