namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>When to try again.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>What a receiver may ask for; more is taken for a mistake.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    /// <param name="attempts">How many there were, from 1.</param>
    /// <param name="first">Pause after the first.</param>
    /// <param name="asked">What the receiver said.</param>
    /// <param name="spread">0 to 1, so that what failed together does not come back together.</param>
    public static TimeSpan After(int attempts, TimeSpan first, TimeSpan? asked, double spread)
    {
        var own = first * Math.Pow(2, Math.Min(attempts - 1, 20));
        own = (own < Longest ? own : Longest) * (1 + (0.2 * spread));
        var theirs = asked is { } wish && wish > TimeSpan.Zero ? wish : TimeSpan.Zero;
        theirs = theirs < LongestAsked ? theirs : LongestAsked;
        return theirs > own ? theirs : own;
    }
}
