using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Statistics;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>A series read as a signal: how far it went in its harmful direction, and how seldom it does.</summary>
/// <param name="Series">The series.</param>
/// <param name="Owner">Number of its resource in the topology.</param>
/// <param name="Meaning">What it measures.</param>
/// <param name="Direction">The direction that was judged, 1 or −1; the harmful one, or for what has none the one that moved more.</param>
/// <param name="Deviation">Against the baseline.</param>
/// <param name="Peak">Farthest value in that direction in the window.</param>
/// <param name="Change">Start of the first period of the new level; null where no level changed in the window.</param>
internal sealed record Signal(
    MetricSeries Series, int Owner, SignalMeaning Meaning, int Direction, WindowDeviation Deviation, double Peak, DateTimeOffset? Change)
{
    /// <summary>A probability of three in a hundred at three scales, or the like.</summary>
    private const double MinSurprise = 1.5;
    private const double MinDeviation = 2.5;

    /// <summary>Below these the means are in ample supply, whatever is unusual about it.</summary>
    private const double Pressed = 80;
    private const double Easy = 20;

    /// <summary>A means that is nearly used up says more than one that is only unusual; one in ample supply explains little.</summary>
    private const double PressedBonus = 2;
    private const double EasyShare = 0.4;

    public bool IsAnomalous => Deviation.Surprise >= MinSurprise && Deviation.Deviation >= MinDeviation;

    /// <summary>The level in percent of its limit; null for what has none.</summary>
    public double? Level => Meaning.PercentFactor is { } factor && Meaning.IsOwn ? Peak * factor : null;

    public bool IsPressed => Level is >= Pressed && Deviation.Median * Meaning.PercentFactor < Pressed * 0.75;

    /// <summary>Surprise weighted by how much is left of the means.</summary>
    public double Weight => Level switch
    {
        null => Deviation.Surprise,
        _ when IsPressed && IsAnomalous => Deviation.Surprise + PressedBonus,
        < Easy => Deviation.Surprise * EasyShare,
        _ => Deviation.Surprise,
    };
}
