using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.DiagnosisBench.Scores;

/// <summary>What was measured of one case.</summary>
/// <param name="System">Its system.</param>
/// <param name="Score">As it is.</param>
/// <param name="HasChanges">Whether there are changes that could be blamed.</param>
/// <param name="Seconds">Time of the diagnosis alone.</param>
/// <param name="IsRepeatable">Whether a second run gave the same bytes.</param>
/// <param name="IsOrderFree">Whether shuffled rows gave the same.</param>
/// <param name="Told">Scores of the variants by their name.</param>
internal sealed record CaseRun(
    string System, CaseScore Score, bool HasChanges, double Seconds, bool? IsRepeatable, bool? IsOrderFree, IReadOnlyDictionary<string, CaseScore> Told);
