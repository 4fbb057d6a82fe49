using System.Globalization;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis;

/// <summary>Numbers, times and patterns as the verdict writes them: always UTC, always with units.</summary>
internal static class Words
{
    private const int MaxTemplate = 120;

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan span) => span switch
    {
        { TotalHours: >= 2 } => $"{Number(Math.Round(span.TotalHours, 1))} h",
        { TotalMinutes: >= 2 } => $"{Number(Math.Round(span.TotalMinutes, 1))} min",
        _ => $"{Number(Math.Round(span.TotalSeconds))} s",
    };

    public static string Before(TimeSpan age) => age < TimeSpan.FromSeconds(1) ? "within the minute of the onset" : $"{Span(age)} before the onset";

    public static string Rates(PatternReading pattern) =>
        $"{Number(pattern.IncidentPerMinute)} lines/min against {Number(pattern.BaselinePerMinute)} before ({Signed(pattern.Log2Ratio)} log2)";

    public static string Of(PatternReading pattern) =>
        $"\"{Shorten(pattern.Pattern.Template)}\" has {Rates(pattern)} [{pattern.Pattern.EvidenceId}]";

    public static string Shorten(string text) => text.Length <= MaxTemplate ? text : string.Concat(text.AsSpan(0, MaxTemplate), "…");

    private static string Signed(double value) => value.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
