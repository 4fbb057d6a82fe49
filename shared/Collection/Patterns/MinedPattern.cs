using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>A log template with what was counted of it; a <see cref="LogPattern"/> without resource and evidence id.</summary>
public sealed record MinedPattern
{
    /// <summary><c>pat_</c> and a hash of the template: the same template has the same id everywhere.</summary>
    public required string PatternId { get; init; }

    public required string Template { get; init; }

    public required LogSeverity Severity { get; init; }

    public string? ExceptionType { get; init; }

    public required IReadOnlyList<int> BaselineCountsPerMinute { get; init; }

    public required IReadOnlyList<int> IncidentCountsPerMinute { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    public required IReadOnlyList<LogSample> Samples { get; init; }

    /// <summary>The pattern as evidence about a resource.</summary>
    /// <param name="context">The source's context.</param>
    /// <param name="owner">Whose lines they are.</param>
    /// <param name="evidenceId">Stable for the same pattern of the same lines.</param>
    public LogPattern Of(CollectionContext context, ResourceRef owner, string evidenceId)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new LogPattern
        {
            EvidenceId = evidenceId,
            Resource = owner,
            PatternId = PatternId,
            Template = Template,
            Severity = Severity,
            ExceptionType = ExceptionType,
            BaselineCountsPerMinute = BaselineCountsPerMinute,
            IncidentCountsPerMinute = IncidentCountsPerMinute,
            FirstSeen = FirstSeen,
            LastSeen = LastSeen,
            Samples = Samples,
            ObservedAt = context.Time.GetUtcNow(),
        };
    }
}
