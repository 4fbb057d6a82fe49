namespace CauseFlow.Demo.Traces;

/// <summary>One span, and the whole line that all-in-one wrote for it; a root has no parent.</summary>
/// <param name="Duration">Null when the line does not tell.</param>
internal sealed record TraceSpan(
    string Line, string SpanId, string? ParentId, string Name, DateTimeOffset? Start, TimeSpan? Duration);
