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

    public static CauseCategory Of(Suspect suspect)
    {
        var health = suspect.Health;
        if (IsSurge(health))
        {
            return CauseCategory.TrafficChange;
        }

        if (health.Own is { IsAnomalous: true } own && health.OwnWeight >= health.LogSurprise)
        {
            return OfMeans(own);
        }

        var named = health.Templates.Select(template => template.Reading.Meaning.Category).FirstOrDefault(category => category != CauseCategory.Unknown, CauseCategory.Unknown);
        return named != CauseCategory.Unknown ? named
            : health.LogSurprise > 0 && health.Templates.Count > 0 && health.Templates[0].Surprise >= 3 ? CauseCategory.Unknown
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
