using CauseFlow.CredentialBroker.Budgets;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>One run of a collector on a lease, numbered in order of first sight.</summary>
public sealed class LeaseRun
{
    public required string LeaseId { get; init; }

    /// <summary>The collector's id, one per consumption of a grant.</summary>
    public required string RunId { get; init; }

    /// <summary>1 to 3.</summary>
    public required int RunNumber { get; init; }
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When the first credential was handed out; null before.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Credentials minted or being minted, per audience.</summary>
    public required IReadOnlyDictionary<string, int> Mints { get; set; }

    /// <summary>Calls that the run may make, per API.</summary>
    public required IReadOnlyDictionary<string, int> CallBudget { get; set; }

    /// <summary>Calls that it made, per API, as its closing message says; null before.</summary>
    public IReadOnlyDictionary<string, int>? CallsUsed { get; set; }

    /// <summary>APIs of which it got less than planned, because CauseFlow's share of the quota is taken.</summary>
    public required IReadOnlyList<string> ReducedApis { get; set; }

    /// <summary>Bytes that the run may scan.</summary>
    public required long CostBudgetBytes { get; set; }

    /// <summary>Metrics that the run may read.</summary>
    public required int CostBudgetMetrics { get; set; }

    /// <summary>Takes what was reserved; null gives it back.</summary>
    public void Take(RunGrant? grant)
    {
        CallBudget = grant?.Calls ?? new Dictionary<string, int>();
        ReducedApis = grant?.Reduced ?? [];
        CostBudgetBytes = grant?.Bytes ?? 0;
        CostBudgetMetrics = grant?.Metrics ?? 0;
    }
}
