namespace CauseFlow.Diagnosis.Signals;

/// <summary>What a metric measures, whatever its vendor calls it.</summary>
public enum SignalKind
{
    Other,

    // Work: what callers feel.
    Latency,
    Availability,
    Errors,

    // Means: what the resource itself has to work with.
    Cpu,
    Memory,
    Storage,
    Disk,
    Connections,
    Throttling,
    Restarts,
    Backlog,
    Lag,

    // Surroundings: moves with everything else.
    Traffic,
    Network,
}
