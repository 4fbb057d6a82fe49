namespace CauseFlow.Contracts;

/// <summary>How one source of one region ended.</summary>
public sealed record SourceResult
{
    public required string Region { get; init; }
    public required string Source { get; init; }
    public required CoverageOutcome Outcome { get; init; }

    /// <summary>How many <see cref="FindingsPublished"/> parts the source has sent in this run.</summary>
    public required int Parts { get; init; }
    public required long DurationMilliseconds { get; init; }
    public required int CallsUsed { get; init; }

    /// <summary>The same by API, such as <c>logs:StartQuery</c>, retries included; null from an older collector.</summary>
    public IReadOnlyDictionary<string, int>? CallsByApi { get; init; }
    public long BytesScanned { get; init; }
}
