namespace CauseFlow.CloudSimulation.Control;

/// <summary>Faults that only Azure has.</summary>
public sealed record AzureSwitch
{
    /// <summary>Seconds of Retry-After in a throttling answer; null names none.</summary>
    public int? RetryAfterSeconds { get; init; } = 6;

    /// <summary>The nextLink of every page: an address, or <c>loop</c> for the page itself.</summary>
    public string? NextLink { get; init; }

    /// <summary>The first page has no items, and a nextLink.</summary>
    public bool EmptyPageFirst { get; init; }

    /// <summary>Status 200 with the sign-in page of a proxy.</summary>
    public bool Html { get; init; }

    /// <summary>Members that no client knows, everywhere.</summary>
    public bool UnknownMembers { get; init; }

    /// <summary>Every member of <c>properties</c> is null.</summary>
    public bool NullMembers { get; init; }

    /// <summary>Log Analytics: 200 with rows and an error beside them.</summary>
    public bool PartialError { get; init; }

    /// <summary>Log Analytics: 204, as of a workspace without data.</summary>
    public bool NoContent { get; init; }

    /// <summary>Metrics: every point is a gap.</summary>
    public bool Gaps { get; init; }

    /// <summary>Log Analytics: so many bytes of rows, whatever the query asks for.</summary>
    public long RowBytes { get; init; }
}
