using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>Section <c>Broker:Budgets</c>.</summary>
public sealed class BudgetOptions
{
    /// <summary>Bytes that one investigation may scan at the customer's cost, all its passes and runs. Default 5 GB (10^9).</summary>
    [Range(0, 1_000_000_000_000)]
    public long ScanBytes { get; set; } = 5_000_000_000;

    /// <summary>Metrics that one investigation may read at the customer's cost, all its passes and runs. Default 2,000.</summary>
    [Range(0, 1_000_000)]
    public int Metrics { get; set; } = 2_000;

    /// <summary>Share of a documented API quota that CauseFlow sends at most, over all replicas. Default 0.30.</summary>
    [Range(0.01, 1.0)]
    public double QuotaShare { get; set; } = 0.30;

    /// <summary>
    /// Seconds over which the share holds: in no window of this length are more calls sent than the share of what the quota
    /// allows in it. Default 300, about the length of an investigation.
    /// </summary>
    [Range(60, 900)]
    public int QuotaWindowSeconds { get; set; } = 300;

    /// <summary>Part of the share that a single run may take, so that one investigation leaves room for others. Default 0.25.</summary>
    [Range(0.01, 1.0)]
    public double MaxPartOfOneRun { get; set; } = 0.25;
}
