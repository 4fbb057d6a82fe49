using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Ingestion;

/// <summary>Configuration section <c>Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    /// <summary>File of the 32-byte key from which route keys and signing secrets are derived. Required.</summary>
    [Required]
    public string RouteKeyMasterFile { get; set; } = "";

    /// <summary>Whether a missing key file is made (mode 0600) rather than stopping the start. Default false.</summary>
    public bool CreateMissingKeys { get; set; }

    /// <summary>Public address of the gateway, for the webhook addresses shown; the path alone without it.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Deliveries that may wait for one commit before the answer is 503. Default 1024.</summary>
    [Range(16, 65_536)]
    public int MaxWaitingDeliveries { get; set; } = 1024;

    /// <summary>Deliveries in one commit. Default 256.</summary>
    [Range(1, 4096)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>How long a sender waits for the commit, in seconds, before it is told 503. Default 10.</summary>
    [Range(1, 60)]
    public int CommitTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Held deliveries of one route: messages of unknown topics, subscriptions to approve and alarms of accounts that
    /// are not connected, that many of each. Above it the answer is 503; what has been answered 200 is never dropped
    /// for it. Default 100.
    /// </summary>
    [Range(0, 100_000)]
    public int MaxHeldPerRoute { get; set; } = 100;

    /// <summary>Investigations that start per tenant and minute. Default 10.</summary>
    [Range(1, 10_000)]
    public int MaxStartsPerMinute { get; set; } = 10;

    /// <summary>How long after its resolve a group re-opens, in minutes of state-change time. Default 15.</summary>
    [Range(0, 1440)]
    public int CoolDownMinutes { get; set; } = 15;

    /// <summary>
    /// How long all alarms of a group are OK before it ends, in seconds of ingestion's clock. Default 300.
    /// </summary>
    [Range(0, 86_400)]
    public int QuietPeriodSeconds { get; set; } = 300;

    /// <summary>Age from which an ALARM that an OK superseded is only recorded, in minutes. Default 30.</summary>
    [Range(1, 1440)]
    public int MaxAlarmAgeMinutes { get; set; } = 30;

    /// <summary>How long the old route key works after a rotation, in hours. Default 24.</summary>
    [Range(0, 720)]
    public int RouteKeyOverlapHours { get; set; } = 24;

    /// <summary>
    /// How long a message waits for its topic or account to be connected, in days. Default 3, as SNS's own tokens.
    /// </summary>
    [Range(1, 30)]
    public int HeldRetentionDays { get; set; } = 3;

    /// <summary>How long the delivery log is kept, in days. Default 30.</summary>
    [Range(1, 400)]
    public int DeliveryRetentionDays { get; set; } = 30;

    /// <summary>How long state changes of ended incidents are kept, in days. Default 90.</summary>
    [Range(15, 400)]
    public int FiringRetentionDays { get; set; } = 90;

    /// <summary>Pause between two looks at the store when nothing signals, in milliseconds. Default 1000.</summary>
    [Range(10, 60_000)]
    public int PollMilliseconds { get; set; } = 1000;

    /// <summary>
    /// Pause between two looks for held messages that may go on when nothing signals, in seconds. Default 60.
    /// </summary>
    [Range(1, 3600)]
    public int HeldCheckSeconds { get; set; } = 60;

    /// <summary>
    /// After how many hours without a delivery a webhook that sent in the last 7 days counts as silent. Default 48.
    /// </summary>
    [Range(1, 160)]
    public int SilentAfterHours { get; set; } = 48;

    /// <summary>
    /// After how many hours without a proof a canary alarm that fired in the last 7 days is overdue. Default 26, for one that fires every day.
    /// </summary>
    [Range(1, 160)]
    public int CanaryOverdueHours { get; set; } = 26;

    public Grouping.GroupingRules GroupingRules => new(
        TimeSpan.FromMinutes(CoolDownMinutes),
        TimeSpan.FromSeconds(QuietPeriodSeconds),
        TimeSpan.FromMinutes(MaxAlarmAgeMinutes));
}
