namespace CauseFlow.Evaluation.Results;

/// <summary>A fact that the verdict names.</summary>
/// <param name="Id">Its evidence id, which explanations use.</param>
/// <param name="Kind">alarm, metric, log, state, change or relation.</param>
/// <param name="Resource">Id of its resource.</param>
/// <param name="Time">When it begins to show; null for a relation.</param>
/// <param name="Text">What it says.</param>
/// <param name="Pointers">Where it stands in the case.</param>
public sealed record Finding(
    string Id, string Kind, string? Resource, DateTimeOffset? Time, string Text, IReadOnlyList<EvidencePointer> Pointers);
