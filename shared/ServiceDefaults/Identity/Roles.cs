namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>The closed list of roles.</summary>
public static class Roles
{
    /// <summary>Reads cases, starts and comments.</summary>
    public const string Member = "member";

    /// <summary>Integrations, keys, audit, settings; and what a member may.</summary>
    public const string Admin = "admin";

    /// <summary>May only post alarms.</summary>
    public const string Ingest = "ingest";

    /// <summary>Tenants, error queues, key rotation, detailed health; sees no tenant's cases.</summary>
    public const string Operator = "operator";

    public static IReadOnlyList<string> All { get; } = [Member, Admin, Ingest, Operator];

    /// <summary>True when one of the held roles is, or implies, one of the needed ones.</summary>
    public static bool Satisfies(IEnumerable<string> held, IReadOnlyCollection<string> needed)
    {
        ArgumentNullException.ThrowIfNull(held);
        return held.Any(role => needed.Contains(role) || (role == Admin && needed.Contains(Member)));
    }
}
