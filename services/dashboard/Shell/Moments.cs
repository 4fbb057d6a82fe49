using System.Globalization;

namespace CauseFlow.Dashboard.Shell;

/// <summary>Times and spans as people say them.</summary>
internal static class Moments
{
    /// <summary>Such as <c>12 min ago</c>; what lies ahead as <c>in 4 min</c>.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var span = now - at;
        return span < TimeSpan.FromSeconds(-5) ? $"in {Span(-span)}"
            : span < TimeSpan.FromSeconds(5) ? "just now" : $"{Span(span)} ago";
    }

    /// <summary>Such as <c>3 min</c>; its two largest units at most.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => Text($"{span.TotalSeconds:0} s"),
        { TotalMinutes: < 90 } => Text($"{span.TotalMinutes:0} min"),
        { TotalHours: < 36 } => Text($"{(int)Math.Round(span.TotalMinutes) / 60} h {(int)Math.Round(span.TotalMinutes) % 60} min"),
        _ => Text($"{span.TotalDays:0} days"),
    };

    /// <summary>Both on the same wall clock.</summary>
    public static string Short(DateTimeOffset at, DateTimeOffset now) => at.ToString(
        at.Date == now.Date ? "HH:mm" : at.Year == now.Year ? "d MMM HH:mm" : "d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
