using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>Section <c>Broker:Budgets</c>.</summary>
public sealed class BudgetOptions
{
    /// <summary>Bytes that one run may scan at the customer's cost. Default 5 GB (10^9).</summary>
    [Range(0, 1_000_000_000_000)]
    public long ScanBytes { get; set; } = 5_000_000_000;
}
