using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation;

/// <summary>A case as the diagnosis takes it, and where each fact of it stands.</summary>
/// <param name="Id">Id of the case.</param>
/// <param name="File">The input of the diagnosis.</param>
/// <param name="Sources">Where its evidence came from.</param>
public sealed record EvaluationCase(string Id, CaseFile File, EvidenceSources Sources);
