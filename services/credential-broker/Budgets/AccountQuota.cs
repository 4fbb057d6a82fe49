using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>
/// One row per account that every reservation writes: of two replicas that add up the same reservations, one is refused
/// and adds up again.
/// </summary>
public sealed class AccountQuota
{
    public required CloudProvider Provider { get; init; }
    public required string Account { get; init; }

    /// <summary>Row version.</summary>
    public long Version { get; set; }
}
