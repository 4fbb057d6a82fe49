using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard.Shell;

/// <summary>How much of one thing is in use in this replica: by each person, by each tenant, and in all.</summary>
/// <param name="perPerson">As much as one person may have.</param>
/// <param name="perTenant">As much as the people of one tenant may have, so that no tenant takes it all.</param>
/// <param name="inAll">As much as there may be.</param>
internal sealed class Shares(int perPerson, int perTenant, int inAll)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> persons = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> tenants = new(StringComparer.Ordinal);
    private int all;

    /// <summary>The bound that keeps this person from one more.</summary>
    public Bound Reached(string person)
    {
        lock (gate)
        {
            return ReachedBy(person);
        }
    }

    /// <summary>False when a bound is reached; nothing is taken then.</summary>
    /// <param name="person">Whose, as <see cref="Sessions.PersonOf"/> says.</param>
    /// <param name="isForced">Takes one in any case.</param>
    public bool TryTake(string person, bool isForced = false)
    {
        lock (gate)
        {
            if (!isForced && ReachedBy(person) != Bound.None)
            {
                return false;
            }

            Add(person, 1);
            return true;
        }
    }

    /// <summary>Gives one back that was taken.</summary>
    public void Return(string person)
    {
        lock (gate)
        {
            Add(person, -1);
        }
    }

    private Bound ReachedBy(string person) =>
        persons.GetValueOrDefault(person) >= perPerson ? Bound.Person
        : tenants.GetValueOrDefault(Sessions.TenantIdOf(person)) >= perTenant ? Bound.Tenant
        : all >= inAll ? Bound.All : Bound.None;

    private void Add(string person, int change)
    {
        all += change;
        Add(persons, person, change);
        Add(tenants, Sessions.TenantIdOf(person), change);
    }

    private static void Add(Dictionary<string, int> counts, string name, int change)
    {
        counts[name] = counts.GetValueOrDefault(name) + change;
        if (counts[name] <= 0)
        {
            counts.Remove(name);
        }
    }
}
