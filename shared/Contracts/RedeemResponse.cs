namespace CauseFlow.Contracts;

/// <summary>200 of <c>POST /internal/leases/redeem</c>.</summary>
public sealed record RedeemResponse
{
    public required CloudProvider Provider { get; init; }
    public required RedeemedCredentials Credentials { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required int RunNumber { get; init; }

    /// <summary>Calls that this run may make, per API such as <c>logs:StartQuery</c>.</summary>
    public required IReadOnlyDictionary<string, int> CallBudget { get; init; }

    /// <summary>Bytes that this run may scan.</summary>
    public required long CostBudgetBytes { get; init; }

    /// <summary>Metrics that this run may read; null means no limit.</summary>
    public int? CostBudgetMetrics { get; init; }

    /// <summary>APIs of which the run got less than planned, since the rest of CauseFlow's share of the quota is taken.</summary>
    public IReadOnlyList<string>? ReducedApis { get; init; }

    /// <summary>
    /// How the cloud's own commands name whose access this is, such as <c>serviceAccount:reader@shop.iam.gserviceaccount.com</c>:
    /// remedies are pasted. Null where they need no name.
    /// </summary>
    public string? Principal { get; init; }

    /// <summary>
    /// 32 bytes as base64, the same for all runs of a tenant as long as the broker's token key is: persons in findings get their
    /// pseudonyms with it, which nobody can guess who does not hold it. Null where findings name nobody.
    /// </summary>
    public string? PseudonymKey { get; init; }

    public override string ToString() => $"RedeemResponse {{ Provider = {Provider}, RunNumber = {RunNumber}, Credentials = [redacted] }}";
}
