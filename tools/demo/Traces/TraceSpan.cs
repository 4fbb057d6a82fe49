namespace CauseFlow.Demo.Traces;

/// <summary>One span, and the whole line that all-in-one wrote for it; a root has no parent.</summary>
internal sealed record TraceSpan(
    string Line, string SpanId, string? ParentId, string Name, DateTimeOffset? Start, TimeSpan? Duration);
