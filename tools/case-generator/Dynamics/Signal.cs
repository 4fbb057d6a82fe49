namespace CauseFlow.CaseGeneration.Dynamics;

/// <summary>What can be measured of a component, before a vendor gives it a name and a unit.</summary>
internal enum Signal
{
    /// <summary>Calls per minute.</summary>
    Requests,

    /// <summary>Failed calls per minute.</summary>
    Errors,

    /// <summary>Refused calls per minute: the caller's fault.</summary>
    ClientErrors,

    /// <summary>Connections per minute that could not be made to it.</summary>
    ConnectionErrors,

    /// <summary>Mean, milliseconds.</summary>
    Latency,

    /// <summary>Percent.</summary>
    Cpu,

    /// <summary>Percent of its limit.</summary>
    Memory,

    /// <summary>Instances, tasks or pods that run and are healthy.</summary>
    Instances,

    /// <summary>Instances that are not.</summary>
    Unhealthy,

    /// <summary>Restarts per minute.</summary>
    Restarts,

    /// <summary>Open connections or sessions.</summary>
    Connections,

    /// <summary>Percent of the disk that is free.</summary>
    FreeDisk,

    /// <summary>Reads and writes of the disk, milliseconds.</summary>
    DiskLatency,

    /// <summary>Calls per minute that a limit refused.</summary>
    Throttles,

    /// <summary>Calls at the same time.</summary>
    Concurrency,

    /// <summary>Messages that wait.</summary>
    QueueDepth,

    /// <summary>Seconds that the oldest message has waited.</summary>
    QueueAge,

    /// <summary>1 while a status check fails.</summary>
    CheckFailed,

    /// <summary>Bytes per minute.</summary>
    Network,
}
