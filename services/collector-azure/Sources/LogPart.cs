namespace CauseFlow.CollectorAzure.Sources;

/// <summary>A stretch of time that one query reads: the incident from its start, the hour before from its end.</summary>
/// <param name="AreProblems">Whether errors are asked for, else everything but them.</param>
/// <param name="IsBefore">Whether it lies in the hour before the incident.</param>
/// <param name="From">Start.</param>
/// <param name="To">End, excluded.</param>
internal sealed record LogPart(bool AreProblems, bool IsBefore, DateTimeOffset From, DateTimeOffset To);
