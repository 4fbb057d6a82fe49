namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>Evaluates piecewise levels.</summary>
internal static class Segments
{
    /// <summary>The level of a minute, or null inside a gap or before the first segment.</summary>
    /// <param name="segments">In order of their minutes.</param>
    /// <param name="minute">Whole minutes relative to the alarm.</param>
    /// <param name="random">Gives the noise.</param>
    public static double? LevelAt(IReadOnlyList<ScenarioSegment> segments, int minute, StableRandom random)
    {
        var index = -1;
        for (var i = 0; i < segments.Count && (segments[i].FromMinute ?? double.MinValue) <= minute; i++)
        {
            index = i;
        }

        if (index < 0 || segments[index].Gap)
        {
            return null;
        }

        var segment = segments[index];
        var level = segment.Level;
        var passed = minute - (segment.FromMinute ?? double.MinValue);
        if (index > 0 && passed < segment.RampMinutes)
        {
            var before = segments[index - 1].Level;
            level = before + ((segment.Level - before) * (passed + 1) / (segment.RampMinutes + 1));
        }

        return Math.Max(0, level * (1 + (segment.Noise * ((2 * random.NextDouble()) - 1))));
    }
}
