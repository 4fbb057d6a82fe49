using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Investigations;

/// <summary>Section <c>Investigations</c>.</summary>
public sealed class InvestigationsOptions
{
    /// <summary>How long a pass may take from the first redemption of a session, in seconds. Default 180.</summary>
    [Range(5, 900)]
    public int DeadlineSeconds { get; set; } = 180;

    /// <summary>How long a pass may take from its request, in seconds, whether a session was redeemed or not. Default 900.</summary>
    [Range(5, 900)]
    public int MaxSecondsFromRequest { get; set; } = 900;

    /// <summary>How often the deadlines are looked at, in milliseconds. Default 1,000.</summary>
    [Range(50, 60_000)]
    public int SweepIntervalMilliseconds { get; set; } = 1_000;

    /// <summary>Deadlines that one sweep ends, the oldest first. Default 50.</summary>
    [Range(1, 1_000)]
    public int SweepBatch { get; set; } = 50;
}
