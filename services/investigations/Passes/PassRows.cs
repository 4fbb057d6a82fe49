using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>The broker's decision about one integration of one pass.</summary>
public sealed class AccessRow
{
    public required string TenantId { get; set; }
    public required string InvestigationId { get; set; }
    public int Pass { get; set; }
    public required string IntegrationId { get; set; }
    public required IntegrationAccess Access { get; set; }
}

/// <summary>One run of a collector.</summary>
public sealed class RunRow
{
    public required string TenantId { get; set; }
    public required string InvestigationId { get; set; }
    public int Pass { get; set; }
    public required string IntegrationId { get; set; }

    /// <summary>0 for a failure before any session was redeemed.</summary>
    public int RunNumber { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What it reads; null where nobody has said so.</summary>
    public IReadOnlyList<ExpectedSource>? Expected { get; set; }

    /// <summary>Set when the run has reported its end.</summary>
    public IReadOnlyList<SourceResult>? Sources { get; set; }
    public CollectionFailure? Failure { get; set; }
}

/// <summary>One part of what one source found. Stored before anything is decided about it.</summary>
public sealed class PartRow
{
    public long Seq { get; set; }
    public required string TenantId { get; set; }
    public required string InvestigationId { get; set; }
    public int Pass { get; set; }
    public required string IntegrationId { get; set; }
    public required string Region { get; set; }
    public required string Source { get; set; }
    public int RunNumber { get; set; }
    public int Part { get; set; }

    /// <summary>It arrived after its pass had ended.</summary>
    public bool IsLate { get; set; }

    /// <summary>Of the body as it is stored.</summary>
    public long Bytes { get; set; }

    /// <summary>Its facts did not fit into the case: the part counts as arrived, and is empty.</summary>
    public bool IsLeftOut { get; set; }
    public required FindingsPublished Body { get; set; }

    public PartKey Key => new(IntegrationId, Region, Source, RunNumber, Part);
}
