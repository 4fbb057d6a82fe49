namespace CauseFlow.Contracts;

/// <summary>A mined log template with its counts in the adjacent baseline and in the incident window.</summary>
public sealed record LogPattern
{
    public required string EvidenceId { get; init; }
    public required ResourceRef Resource { get; init; }

    /// <summary>Stable hash of the template.</summary>
    public required string PatternId { get; init; }
    public required string Template { get; init; }
    public required LogSeverity Severity { get; init; }
    public string? ExceptionType { get; init; }

    /// <summary>Lines per minute, one element a minute of the adjacent baseline window.</summary>
    public required IReadOnlyList<int> BaselineCountsPerMinute { get; init; }

    /// <summary>Lines per minute, one element a minute of the incident window.</summary>
    public required IReadOnlyList<int> IncidentCountsPerMinute { get; init; }
    public required DateTimeOffset FirstSeen { get; init; }
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>At most three.</summary>
    public required IReadOnlyList<LogSample> Samples { get; init; }
    public required DateTimeOffset ObservedAt { get; init; }
}
