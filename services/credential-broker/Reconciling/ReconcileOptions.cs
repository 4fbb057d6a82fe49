using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Reconciling;

/// <summary>Section <c>Broker:Reconcile</c>: how often alarm history is compared with what arrived, where an admin has switched it on.</summary>
public sealed class ReconcileOptions
{
    /// <summary>Pause between two looks at one integration. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>What is younger may still be on its way and is left to the next look. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How far a look goes back before the end of the one before. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How far the first look goes back, and never before the integration was connected. Default a day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:05:00", "14.00:00:00")]
    public TimeSpan FirstLookBack { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the lease of a look can be redeemed at most. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:15:00")]
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromMinutes(10);
}
