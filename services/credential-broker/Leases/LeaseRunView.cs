namespace CauseFlow.CredentialBroker.Leases;

/// <summary>One run of a collector and its budget.</summary>
public sealed record LeaseRunView
{
    public required int RunNumber { get; init; }

    /// <summary>When it got its first session; null when it got none.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Calls per API that it could make, within CauseFlow's share of the account's quotas.</summary>
    public required IReadOnlyDictionary<string, int> CallBudget { get; init; }

    /// <summary>Calls per API that it made; null while it runs, or when it never said so.</summary>
    public IReadOnlyDictionary<string, int>? CallsUsed { get; init; }

    /// <summary>APIs of which it got less than planned: the share was taken by others.</summary>
    public required IReadOnlyList<string> ReducedApis { get; init; }
    public required long CostBudgetBytes { get; init; }
    public required int CostBudgetMetrics { get; init; }

    public static LeaseRunView Of(LeaseRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new LeaseRunView
        {
            RunNumber = run.RunNumber, StartedAt = run.StartedAt, CallBudget = run.CallBudget,
            CallsUsed = run.CallsUsed,
            ReducedApis = run.ReducedApis, CostBudgetBytes = run.CostBudgetBytes, CostBudgetMetrics = run.CostBudgetMetrics,
        };
    }
}
