using CauseFlow.CaseGeneration.Dynamics;

namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>Something that writes one event, of one or more lines, at a rate.</summary>
internal sealed record LogWriter
{
    public required Node Node { get; init; }

    /// <summary>Null where the source has no level, so that only the text tells.</summary>
    public string? Level { get; init; }

    /// <summary>Texts with the simulator's generators, such as {int:1:9}; the lines after the first are a stack trace.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>Events per minute.</summary>
    public required Curve Rate { get; init; }

    /// <summary>True: every line of a trace is a row of its own, as a container's standard output has it.</summary>
    public bool IsSplit { get; init; }

    /// <summary>True: each event is one JSON object with message, level and trace id.</summary>
    public bool IsJson { get; init; }

    /// <summary>True: volume that the size may thin out or multiply; what carries the incident is never thinned.</summary>
    public bool IsTraffic { get; init; }
}
