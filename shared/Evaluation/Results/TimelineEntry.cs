namespace CauseFlow.Evaluation.Results;

/// <summary>Something that happened, at its time.</summary>
public sealed record TimelineEntry(
    DateTimeOffset Time, string Kind, string? Resource, string Text, IReadOnlyList<EvidencePointer> Pointers);
