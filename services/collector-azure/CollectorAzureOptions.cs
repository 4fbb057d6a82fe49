using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CollectorAzure;

/// <summary>How the collector calls Azure. Section <c>CollectorAzure</c>.</summary>
public sealed class CollectorAzureOptions
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

    /// <summary>
    /// The longest Retry-After, in seconds, that is waited for; Azure asks for up to 20 minutes, and such a call is given up
    /// at once. Default 10.
    /// </summary>
    [Range(0, 60)]
    public int MaxRetryAfterSeconds { get; set; } = 10;

    /// <summary>Bytes of one answer. Default 16 MiB.</summary>
    [Range(1_024, 64 * 1024 * 1024)]
    public int MaxResponseBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes of one list over its pages; what follows is left out and said to be. Default 24 MiB.</summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxListBytes { get; set; } = 24 * 1024 * 1024;

    /// <summary>Bytes of all lists of one run; each list's first page is read in any case. Default 64 MiB.</summary>
    [Range(1_024, 1024 * 1024 * 1024)]
    public int MaxRunListBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Characters of log text that one run holds at a time, divided over its queries. Default 12 million.</summary>
    [Range(10_000, 100_000_000)]
    public int MaxLogCharacters { get; set; } = 12_000_000;

    /// <summary>Grants that one replica works on at a time; one tenant has at most one fewer. Default 4.</summary>
    [Range(1, 64)]
    public int MaxConcurrentRuns { get; set; } = 4;

    /// <summary>Rows that one log query may return. Default 5,000.</summary>
    [Range(100, 30_000)]
    public int MaxRowsPerQuery { get; set; } = 5_000;

    /// <summary>Queries that each of incident and baseline is cut into, so that a burst costs only its own part. Default 3.</summary>
    [Range(1, 12)]
    public int MaxQueriesPerWindow { get; set; } = 3;

    /// <summary>Hours before the incident from which changes are reported. Default 24.</summary>
    [Range(1, 2_000)]
    public int ChangeLookbackHours { get; set; } = 24;
}
