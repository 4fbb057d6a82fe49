using System.Globalization;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>Round places on an axis, and numbers as short as they may be.</summary>
internal static class Scale
{
    private static readonly int[] Minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080];

    /// <summary>At most <paramref name="most"/> round times between the two.</summary>
    public static IEnumerable<DateTimeOffset> Ticks(DateTimeOffset from, DateTimeOffset to, int most)
    {
        var step = TimeSpan.FromMinutes(Minutes.FirstOrDefault(minutes => (to - from).TotalMinutes / minutes <= most, Minutes[^1]));
        for (var at = new DateTimeOffset((from.UtcTicks / step.Ticks * step.Ticks) + step.Ticks, TimeSpan.Zero); at < to; at += step)
        {
            yield return at;
        }
    }

    /// <summary>Such as <c>1.2 k</c>; bytes and milliseconds keep their unit's name elsewhere.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e9 => Text(value / 1e9, " G"),
        >= 1e6 => Text(value / 1e6, " M"),
        >= 1e4 => Text(value / 1e3, " k"),
        _ => Text(value, ""),
    };

    private static string Text(double value, string unit) =>
        value.ToString(Math.Abs(value) is >= 100 or 0 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture) + unit;
}
