using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>Why nothing could be collected, and what a person does about it.</summary>
public sealed record CollectionFailure(RefusalReason Reason, string Message, string? Remedy);
