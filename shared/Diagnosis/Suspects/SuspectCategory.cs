using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Signals;

namespace CauseFlow.Diagnosis.Suspects;

/// <summary>What kind of cause the most telling signal of a suspect speaks of.</summary>
internal static class SuspectCategory
{
    /// <summary>Requests this many scales above their baseline, and half as many again.</summary>
    private const double Surge = 4;
    private const double SurgeRatio = 1.5;

    /// <summary>A surprise of one in a thousand.</summary>
    private const double Telling = 3;

    public static CauseCategory Of(Suspect suspect)
    {
        var health = suspect.Health;
        if (IsSurge(health))
        {
            return CauseCategory.TrafficChange;
        }

        var named = health.Templates.Select(template => template.Reading.Meaning.Category).FirstOrDefault(category => category != CauseCategory.Unknown, CauseCategory.Unknown);
        if (health.Own is { IsAnomalous: true } own && (health.OwnWeight >= health.LogSurprise || (named == CauseCategory.Unknown && health.OwnWeight >= Telling)))
        {
            return OfMeans(own);
        }

        return named != CauseCategory.Unknown ? named
            : health.LogSurprise >= Telling ? CauseCategory.Unknown
            : suspect.Tier is PathTier.Deepest or PathTier.OnPath ? CauseCategory.DependencyFailure
            : CauseCategory.Unknown;
    }

    /// <summary>More work came, and what does it is short of means or slow.</summary>
    private static bool IsSurge(Health health) =>
        health.TrafficSignal is { Direction: 1 } traffic && traffic.IsAnomalous && traffic.Deviation.Deviation >= Surge
        && traffic.Deviation.Shift >= (SurgeRatio - 1) * traffic.Deviation.Median;

    private static CauseCategory OfMeans(Signal signal) => signal.Meaning.Kind switch
    {
        SignalKind.Throttling => CauseCategory.CapacityLimit,
        SignalKind.Restarts => CauseCategory.Unknown,
        _ => CauseCategory.ResourceExhaustion,
    };
}
