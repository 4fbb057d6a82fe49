using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CollectorAws;

/// <summary>How the collector calls AWS. Section <c>CollectorAws</c>.</summary>
public sealed class CollectorAwsOptions
{
    /// <summary>Seconds to open a connection. Default 5.</summary>
    [Range(1, 30)]
    public int ConnectTimeoutSeconds { get; set; } = 5;

    /// <summary>Seconds of one attempt, body included. Default 15.</summary>
    [Range(1, 60)]
    public int AttemptTimeoutSeconds { get; set; } = 15;

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

    /// <summary>
    /// Queues of alarms that one replica can read at a time without having fewer grants of investigations to choose from. Default 16.
    /// </summary>
    [Range(0, 256)]
    public int MaxQueues { get; set; } = 16;

    /// <summary>Log events that one query may return; Insights' own bound. Default 10,000.</summary>
    [Range(100, 10_000)]
    public int MaxRowsPerQuery { get; set; } = 10_000;

    /// <summary>Queries that a window may be cut into when it holds more rows than one query returns. Default 4.</summary>
    [Range(1, 12)]
    public int MaxQueriesPerWindow { get; set; } = 4;

    /// <summary>Milliseconds between the first looks at a query's result; grows by half up to 4 s. Default 250.</summary>
    [Range(1, 5_000)]
    public int QueryPollMilliseconds { get; set; } = 250;

    /// <summary>
    /// Milliseconds between two calls of FilterLogEvents, which an account may send 5 times a second and region. Default
    /// 700, a share of 30 %.
    /// </summary>
    [Range(0, 10_000)]
    public int FilterLogEventsIntervalMilliseconds { get; set; } = 700;

    /// <summary>
    /// Milliseconds between two calls of CloudTrail's LookupEvents, which an account may send twice a second and region.
    /// Default 1,700, a share of 30 %.
    /// </summary>
    [Range(0, 10_000)]
    public int LookupEventsIntervalMilliseconds { get; set; } = 1_700;

    /// <summary>Pages of 50 writes that CloudTrail is asked for by time before it is asked by name. Default 3.</summary>
    [Range(1, 5)]
    public int MaxTrailPages { get; set; } = 3;

    /// <summary>Days back that changes of a function are reported. Default 7.</summary>
    [Range(1, 90)]
    public int ChangeLookbackDays { get; set; } = 7;
}
