namespace CauseFlow.Collection.Plans;

/// <summary>One cloud operation that a source may call. Policies and call budgets are compiled from these.</summary>
public sealed record PlannedCall
{
    /// <summary>The IAM action, service and operation, such as <c>logs:StartQuery</c>.</summary>
    public required string Permission { get; init; }

    /// <summary>Whether the source is worthless without it; an optional call that is denied only lowers coverage.</summary>
    public required bool Mandatory { get; init; }

    /// <summary>The provider's documented default quota per account and region in requests a second; null if none is documented.</summary>
    public double? QuotaPerSecond { get; init; }

    /// <summary>
    /// The provider's documented default quota of one minute, where it is so low that a share of several minutes could be sent
    /// in one; null otherwise.
    /// </summary>
    public int? QuotaPerMinute { get; init; }

    /// <summary>The most requests that one run may send, over all its regions, retries included.</summary>
    public required int MaxCallsPerRun { get; init; }

    /// <summary>
    /// The most requests that a connection test may send in one account and region: by default the probe and one repetition.
    /// </summary>
    public int CallsPerTest { get; init; } = 2;

    /// <summary>What the customer pays for it.</summary>
    public required CostKind CostKind { get; init; }
}
