namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>A resource of the incident, as topology.json has it.</summary>
/// <param name="Id">ARN, ARM id or full resource name.</param>
/// <param name="Kind">A word of the product's closed list of resource kinds.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Aliases">Other names under which metrics, logs or people know it.</param>
internal sealed record Node(string Id, string Kind, string Name, IReadOnlyList<string> Aliases);

/// <summary>A relation, of a type of the product's closed list.</summary>
internal sealed record Edge(string From, string To, string Type);
