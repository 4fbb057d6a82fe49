namespace CauseFlow.Contracts;

/// <summary>What one source could and could not read: the reason to believe, or not, in an absence.</summary>
public sealed record Coverage
{
    public required string Source { get; init; }

    /// <summary>Service and operation, such as <c>logs:StartQuery</c>; or the source's first one when it never got to call.</summary>
    public required string Api { get; init; }
    public required bool Mandatory { get; init; }
    public required CoverageOutcome Outcome { get; init; }
    public RefusalReason? Reason { get; init; }

    /// <summary>One sentence for people, the provider's own words included where there are any; redacted.</summary>
    public string? Detail { get; init; }
    public string? MissingPermission { get; init; }

    /// <summary>What a person does about it.</summary>
    public string? Remedy { get; init; }
    public int CallsUsed { get; init; }
    public int? CallBudget { get; init; }

    /// <summary>Bytes scanned, for sources that are billed by them.</summary>
    public long BytesScanned { get; init; }
    public long LinesRead { get; init; }
    public long LinesSkipped { get; init; }

    /// <summary>Integration and region that this row speaks of.</summary>
    public string? IntegrationId { get; init; }
    public string? Region { get; init; }
}
