using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>One redacted log event, which may hold several lines of text (a stack trace).</summary>
public sealed record LogLine(DateTimeOffset Time, string Text, Pointer? Pointer = null);
