namespace CauseFlow.Contracts;

/// <summary>
/// What an investigation could call in one account and what it called, and how the account's owner looks that up in records that
/// are the owner's own.
/// </summary>
public sealed record AccessProof
{
    public required string IntegrationId { get; init; }
    public required CloudProvider Provider { get; init; }

    /// <summary>Account id, subscription or project.</summary>
    public required string Account { get; init; }

    /// <summary>Where something was called.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Under which the cloud records every call of the investigation; null where its sessions have no names.</summary>
    public string? SessionName { get; init; }

    /// <summary>From the first session to the last run's end, with a minute around for clocks.</summary>
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>Every permission that any pass held; empty in cases of releases that did not keep it.</summary>
    public required IReadOnlyList<string> Granted { get; init; }

    /// <summary>Requests by permission as the collector counted them, retries included.</summary>
    public required IReadOnlyDictionary<string, int> Used { get; init; }

    /// <summary>Ways to list every call; empty where there is nothing to look for.</summary>
    public required IReadOnlyList<AccessQuery> Queries { get; init; }
}
