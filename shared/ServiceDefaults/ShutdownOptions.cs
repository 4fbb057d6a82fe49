using System.ComponentModel.DataAnnotations;

namespace CauseFlow.ServiceDefaults;

/// <summary>Section <c>Shutdown</c>.</summary>
public sealed class ShutdownOptions
{
    /// <summary>
    /// How long a process that is told to stop waits for what it has begun, in seconds. Default 30. A collector that is not to cut
    /// its collections off needs more than their run time-out (160 s); whatever stops the process must then wait longer still.
    /// </summary>
    [Range(1, 900)]
    public int TimeoutSeconds { get; set; } = 30;
}
