namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>What a cloud says of a resource at a moment.</summary>
/// <param name="Minute">Minutes relative to the alarm.</param>
/// <param name="Node">Whose state it is.</param>
/// <param name="Kind">What kind of fact, such as <c>task_stopped</c>.</param>
/// <param name="Fields">status, reason and message first; what else the cloud tells after them.</param>
internal sealed record StateFact(double Minute, Node Node, string Kind, IReadOnlyDictionary<string, string> Fields);
