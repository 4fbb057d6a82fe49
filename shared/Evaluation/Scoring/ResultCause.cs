using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Scoring;

/// <summary>A cause as a result names it.</summary>
public sealed record ResultCause(
    string Resource, string Category, string Signal, string? ChangeId, double Confidence, IReadOnlyList<EvidencePointer> Evidence);
