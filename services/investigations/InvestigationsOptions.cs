using System.ComponentModel.DataAnnotations;
using CauseFlow.Investigations.Passes;

namespace CauseFlow.Investigations;

/// <summary>Section <c>Investigations</c>.</summary>
public sealed class InvestigationsOptions
{
    /// <summary>How long a pass may take from the first redemption of a session, in seconds. Default 180.</summary>
    [Range(5, 900)]
    public int DeadlineSeconds { get; set; } = 180;

    /// <summary>
    /// How long a pass may take from its request, in seconds, whether a session was redeemed or not. Default 900.
    /// </summary>
    [Range(5, 900)]
    public int MaxSecondsFromRequest { get; set; } = 900;

    /// <summary>
    /// When sources that were too early are read again, in seconds from the first redemption. Default 360.
    /// </summary>
    [Range(5, 3_600)]
    public int SecondPassSeconds { get; set; } = 360;

    /// <summary>When those that were still too early are read for the last time, in seconds. Default 960.</summary>
    [Range(5, 7_200)]
    public int ThirdPassSeconds { get; set; } = 960;

    /// <summary>
    /// How long evidence that comes after the end of its pass is gathered before it is judged, in seconds. Default 5.
    /// </summary>
    [Range(1, 300)]
    public int LateEvidenceSeconds { get; set; } = 5;

    /// <summary>
    /// Investigations of one tenant that people started and that may be in their first pass at once; what alarms start
    /// and follow-ups are not counted. Default 10.
    /// </summary>
    [Range(1, 1_000)]
    public int MaxRunningStartedByPeople { get; set; } = 10;

    /// <summary>
    /// Evidence that is kept of one investigation, all its passes together, in bytes; what is beyond is left out, and
    /// the verdict says so. Default 16,777,216.
    /// </summary>
    [Range(65_536, 268_435_456)]
    public int MaxEvidenceBytes { get; set; } = 16_777_216;

    /// <summary>How often what is due is looked at, in milliseconds. Default 1,000.</summary>
    [Range(50, 60_000)]
    public int SweepIntervalMilliseconds { get; set; } = 1_000;

    /// <summary>Due investigations that one sweep handles, the oldest first. Default 50.</summary>
    [Range(1, 1_000)]
    public int SweepBatch { get; set; } = 50;

    /// <summary>Live event streams of one tenant on one replica. Default 50.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerTenant { get; set; } = 50;

    /// <summary>
    /// How often a stream looks for steps that another replica has written, in milliseconds. Default 2,000.
    /// </summary>
    [Range(100, 15_000)]
    public int StreamPollMilliseconds { get; set; } = 2_000;

    /// <summary>
    /// How often a silent stream sends a comment, in seconds, so that proxies keep it open. Default 15.
    /// </summary>
    [Range(1, 60)]
    public int StreamCommentSeconds { get; set; } = 15;

    /// <summary>
    /// How long one stream lasts, in minutes; the client comes back, and its identity is checked again. Default 30.
    /// </summary>
    [Range(1, 1_440)]
    public int MaxStreamMinutes { get; set; } = 30;

    /// <summary>
    /// How long the evidence of an ended investigation is kept, in days; its verdicts stay. Default 90.
    /// </summary>
    [Range(1, 3_650)]
    public int EvidenceRetentionDays { get; set; } = 90;

    /// <summary>How often retention is looked at, in minutes. Default 10.</summary>
    [Range(1, 1_440)]
    public int RetentionIntervalMinutes { get; set; } = 10;

    /// <summary>Investigations whose evidence one round deletes. Default 100.</summary>
    [Range(1, 10_000)]
    public int RetentionBatch { get; set; } = 100;

    /// <summary>When a pass ends whatever is missing; null before its request is known.</summary>
    public DateTimeOffset? DeadlineOf(PassRow pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Request is not { } request)
        {
            return null;
        }

        var latest = request.RequestedAt.AddSeconds(MaxSecondsFromRequest);
        return pass.StartedAt?.AddSeconds(DeadlineSeconds) is { } deadline && deadline < latest ? deadline : latest;
    }
}
