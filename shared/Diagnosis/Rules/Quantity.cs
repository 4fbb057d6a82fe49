using System.Globalization;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>A limit as clouds write it: <c>512Mi</c>, <c>1000m</c>, <c>300s</c>, <c>50%</c> or a plain number.</summary>
internal static class Quantity
{
    private static readonly (string Unit, double Factor)[] Units =
    [
        ("Ki", 1024), ("Mi", 1024 * 1024), ("Gi", 1024d * 1024 * 1024), ("K", 1e3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("m", 1e-3), ("s", 1), ("%", 1),
        ("", 1),
    ];

    /// <summary>Null for what is no quantity.</summary>
    public static double? Read(string? text)
    {
        foreach (var (unit, factor) in Units)
        {
            if (text is not null && text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                return number * factor;
            }
        }

        return null;
    }

    public static bool Falls(string? before, string? after) => Read(before) is { } from && Read(after) is { } to && to < from;

    public static bool Rises(string? before, string? after) => Read(before) is { } from && Read(after) is { } to && to > from;
}
