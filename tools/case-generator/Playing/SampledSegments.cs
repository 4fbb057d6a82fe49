using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing;

/// <summary>A curve as the simulator's levels: one for each minute in which it moves.</summary>
internal static class SampledSegments
{
    /// <summary>As far before the alarm as any family begins.</summary>
    private const int FirstMinute = -260;

    /// <summary>Nobody plays longer.</summary>
    private const int LastMinute = 20;

    /// <summary>Relative change from which on a minute gets a level of its own.</summary>
    private const double Step = 0.01;

    public static IReadOnlyList<ScenarioSegment> Of(Func<double, double> value, double noise)
    {
        var level = Math.Max(0, value(FirstMinute));
        var segments = new List<ScenarioSegment> { new() { Level = Rounded(level), Noise = noise } };
        for (var minute = FirstMinute + 1; minute <= LastMinute; minute++)
        {
            var now = Math.Max(0, value(minute));
            if (Math.Abs(now - level) > Math.Max(Math.Abs(level), 0.01) * Step)
            {
                level = now;
                segments.Add(new ScenarioSegment { FromMinute = minute, Level = Rounded(level), Noise = noise });
            }
        }

        return segments;
    }

    private static double Rounded(double value) => Math.Round(value, 5);
}
