using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Section <c>Broker:Leases</c>.</summary>
public sealed class LeaseOptions
{
    /// <summary>How long after the request a lease can be redeemed at most. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the lease of a connection test can be redeemed at most. Default 3 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:15:00")]
    public TimeSpan TestLifetime { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Seconds that the answer to a connection test waits for the collector's report; after them it is 202, and the
    /// integration shows the report when it is there. Default 15.
    /// </summary>
    [Range(0, 25)]
    public int TestWaitSeconds { get; set; } = 15;

    /// <summary>Runs that may redeem one lease. Default 3.</summary>
    [Range(1, 10)]
    public int MaxRuns { get; set; } = 3;

    /// <summary>Credentials per lease, run and audience. Default 3.</summary>
    [Range(1, 10)]
    public int MaxMints { get; set; } = 3;

    /// <summary>Days that closed leases, their runs and ended passes are kept. Default 90, as long as evidence.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>How often expired leases are closed, in seconds. Redeeming an expired lease is refused regardless.</summary>
    [Range(1, 600)]
    public int SweepIntervalSeconds { get; set; } = 15;
}
