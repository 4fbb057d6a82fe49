namespace CauseFlow.Contracts;

/// <summary>
/// A source that a run reads in one region: what is to be waited for, and what is missing at the deadline.
/// </summary>
public sealed record ExpectedSource
{
    public required string Region { get; init; }
    public required string Source { get; init; }

    /// <summary>The source's first call, such as <c>logs:StartQuery</c>.</summary>
    public required string Api { get; init; }

    /// <summary>False when the source makes no call that a verdict needs.</summary>
    public required bool Mandatory { get; init; }
}
