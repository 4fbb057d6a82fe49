using CauseFlow.Contracts;

namespace CauseFlow.Collection.Metrics;

/// <summary>The stretches of time that metrics are read for, on whole periods as CloudWatch cuts them.</summary>
public static class MetricWindows
{
    private const int MaxAlignmentSeconds = 3_600;

    /// <summary>The incident with the hour before it in one, since both touch; then the further baselines, oldest first.</summary>
    /// <param name="context">Gives the windows.</param>
    /// <param name="periodSeconds">The longest period that is read.</param>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Of(CollectionContext context, int periodSeconds)
    {
        var step = Math.Clamp(periodSeconds, 60, MaxAlignmentSeconds);
        var adjacent = context.AdjacentBaseline;
        var touches = adjacent is not null && adjacent.To >= context.Window.From && adjacent.From < context.Window.From;
        yield return (Floor(touches ? adjacent!.From : context.Window.From, step), Ceiling(context.Window.To, 60));
        foreach (var baseline in context.Window.Baselines.Where(b => !touches || b.Kind != BaselineKind.Adjacent).OrderBy(b => b.From))
        {
            yield return (Floor(baseline.From, step), Ceiling(baseline.To, 60));
        }
    }

    public static DateTimeOffset Floor(DateTimeOffset time, int seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds() / seconds * seconds);

    private static DateTimeOffset Ceiling(DateTimeOffset time, int seconds) =>
        Floor(time, seconds) is var floor && floor < time ? floor.AddSeconds(seconds) : floor;
}
