using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CollectorGcp;

/// <summary>How the collector calls Google Cloud. Section <c>CollectorGcp</c>.</summary>
public sealed class CollectorGcpOptions
{
    /// <summary>Seconds to open a connection. Default 5.</summary>
    [Range(1, 30)]
    public int ConnectTimeoutSeconds { get; set; } = 5;

    /// <summary>Seconds of one attempt, body included. Default 20.</summary>
    [Range(1, 60)]
    public int AttemptTimeoutSeconds { get; set; } = 20;

    /// <summary>Attempts of one call, the first included. Default 3.</summary>
    [Range(1, 5)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Milliseconds before the second attempt; doubles, with jitter. Default 200.</summary>
    [Range(0, 10_000)]
    public int RetryDelayMilliseconds { get; set; } = 200;

    /// <summary>Bytes of one answer. Default 8 MiB.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public int MaxResponseBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Grants that one replica works on at a time; one tenant has at most one fewer. Default 4.</summary>
    [Range(1, 64)]
    public int MaxConcurrentRuns { get; set; } = 4;

    /// <summary>Hours before the end of the incident from which changes are reported. Default 24.</summary>
    [Range(1, 720)]
    public int ChangeLookbackHours { get; set; } = 24;
}
