namespace CauseFlow.Evaluation.Results;

/// <summary>Where in the case a fact stands: a row of a file, or the id of an element of it.</summary>
/// <param name="File">Name of the file in the case's folder.</param>
/// <param name="Row">From 1, without header and empty lines; null where <paramref name="Id"/> says it.</param>
/// <param name="Id">Id of the element, which needs no row.</param>
public sealed record EvidencePointer(string File, int? Row, string? Id);
