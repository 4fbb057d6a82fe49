using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// How many pages each person has open, with a connection, in this replica: each costs memory for as long as it stays. Pages whose
/// connection is lost count no more; they are bounded by <c>Dashboard:MaxDisconnectedPages</c>.
/// </summary>
internal sealed class OpenPages(IOptions<DashboardOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> open = new(StringComparer.Ordinal);

    public int Most => options.Value.MaxPagesPerPerson;

    public bool AreAllTaken(string person)
    {
        lock (gate)
        {
            return open.GetValueOrDefault(person) >= Most;
        }
    }

    /// <summary>False when the person has as many as one may have.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="isForced">For one that was open before: it is not taken away again.</param>
    public bool TryOpen(string person, bool isForced = false)
    {
        lock (gate)
        {
            var before = open.GetValueOrDefault(person);
            if (before >= Most && !isForced)
            {
                return false;
            }

            open[person] = before + 1;
            return true;
        }
    }

    public void Close(string person)
    {
        lock (gate)
        {
            if (open.GetValueOrDefault(person) is > 1 and var before)
            {
                open[person] = before - 1;
            }
            else
            {
                open.Remove(person);
            }
        }
    }
}
