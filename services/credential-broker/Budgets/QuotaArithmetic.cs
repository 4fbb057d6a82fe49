using CauseFlow.Collection.Plans;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>
/// How many calls a run gets. A reservation counts from when it is made until a window after its lease's end, for its calls
/// may be sent at any moment in between and the lease's end is the last. Take any window and the reservations that can send
/// in it: when the youngest of them was made, all others still counted, so that their sum was within the capacity. Hence
/// the calls sent in any window are, too, over all replicas, and nobody has to report what it really sent.
/// </summary>
public static class QuotaArithmetic
{
    /// <summary>
    /// Calls that may be sent in one window, and so in any one minute of it; null when the provider documents no quota.
    /// </summary>
    public static int? Capacity(PlannedCall call, BudgetOptions options)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(options);
        return call.QuotaPerSecond is { } quota
            ? Math.Min((int)Math.Floor(quota * options.QuotaShare * options.QuotaWindowSeconds), call.QuotaPerMinute ?? int.MaxValue)
            : null;
    }

    /// <summary>What a run gets of one API in one region.</summary>
    /// <param name="planned">What its plans ask for.</param>
    /// <param name="capacity">See <see cref="Capacity"/>.</param>
    /// <param name="taken">Calls that other reservations may still send within the window.</param>
    /// <param name="options">The part of one run.</param>
    public static int Grant(int planned, int? capacity, long taken, BudgetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (capacity is not { } max)
        {
            return planned;
        }

        var part = Math.Max(1, (int)Math.Floor(max * options.MaxPartOfOneRun));
        return (int)Math.Clamp(Math.Min(part, max - taken), 0, planned);
    }

    /// <summary>
    /// What a run gets of an investigation's money: four fifths of what is left, since a second run after a crash must find
    /// something, and what the first really spent is not known.
    /// </summary>
    public static long Money(long left) => left <= 0 ? 0 : left - (left / 5);
}
