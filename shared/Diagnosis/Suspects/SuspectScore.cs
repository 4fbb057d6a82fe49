using CauseFlow.Diagnosis.Paths;

namespace CauseFlow.Diagnosis.Suspects;

/// <summary>
/// One documented combination. Each kind of evidence first became a surprise against its own baseline (−log10 of a tail
/// probability, at most 8 or so); a plain sum of raw scores made rankings worse than metrics alone (0.431 → 0.342 Avg@5, measured on public incidents).
/// <code>
/// score = place + 0.8 work (0.5 off the path, half of it for what hands calls on) + 0.9 own means + 0.9 logs (0.36 upstream of the deepest)
///       + 0.25 calls that it makes + 0.2 other movement + 1 if its siblings are sound − 1 if all are troubled alike
/// place = 4 at the end of an anomalous path (2.5 where the alarm's own resource is not anomalous), 1.5 on it, 1 for the alarmed resource, 0.5 reachable, 0 elsewhere
/// </code>
/// The weights say how directly a kind tells of a cause: its own means and its own words most, what callers feel less, what it feels
/// of others little, what moves with everything least.
/// </summary>
internal static class SuspectScore
{
    private const double WorkOnPath = 0.8;
    private const double WorkElsewhere = 0.5;
    private const double WorkHandedOn = 0.5;
    private const double OwnMeans = 0.9;
    private const double Logs = 0.9;

    /// <summary>What lies before the deepest writes errors and stops its work because of it.</summary>
    private const double LogsUpstream = 0.4;
    private const double Outgoing = 0.25;
    private const double Other = 0.2;

    /// <param name="health">The resource's signals.</param>
    /// <param name="tier">Where it lies.</param>
    /// <param name="handsOn">True for what only hands calls on.</param>
    /// <param name="isAlarmed">True for the alarm's own resource.</param>
    /// <param name="isFelt">True where the alarm's own resource is out of order.</param>
    /// <param name="soundTwins">Siblings in order; negative where none is.</param>
    public static double Of(Health health, PathTier tier, bool handsOn, bool isAlarmed, bool isFelt, int soundTwins)
    {
        var onPath = tier is PathTier.Deepest or PathTier.OnPath;
        var work = (onPath ? WorkOnPath : WorkElsewhere) * (handsOn ? WorkHandedOn : 1) * WorkOf(health, isAlarmed);
        return PlaceOf(tier, isFelt) + work + (OwnMeans * health.OwnWeight) + (Logs * (tier == PathTier.OnPath ? LogsUpstream : 1) * health.LogSurprise)
            + (Outgoing * Surprise(health.Outgoing)) + (Other * Surprise(health.Other)) + Math.Sign(soundTwins);
    }

    /// <summary>That the alarmed resource does its work badly is what the alarm says, and no evidence of why.</summary>
    private static double WorkOf(Health health, bool isAlarmed) => isAlarmed ? 0 : Surprise(health.Work);

    private static double Surprise(Signals.Signal? signal) => signal?.Deviation.Surprise ?? 0;

    private static double PlaceOf(PathTier tier, bool isFelt) => tier switch
    {
        PathTier.Deepest => isFelt ? 4 : 2.5,
        PathTier.OnPath => 1.5,
        PathTier.Alarmed => 1,
        PathTier.Reachable => 0.5,
        _ => 0,
    };
}
