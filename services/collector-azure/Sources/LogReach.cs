using System.Globalization;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// The minutes of both windows that were read whole, from where they meet the incident's start or end to the first gap. What
/// lies beyond is unknown and counts for nothing: a zero there would make an old error look new. A pure function.
/// </summary>
internal static class LogReach
{
    /// <param name="window">The windows that were asked for.</param>
    /// <param name="answers">Of errors or of all else, with both windows.</param>
    public static InvestigationWindow Of(InvestigationWindow window, IReadOnlyList<LogAnswer> answers)
    {
        var to = answers.Where(answer => !answer.Part.IsBefore && answer.Missing is not null).Select(answer =>
            Floor(window.From, answer.Rows.Count == 0 ? answer.Part.From : Earlier(answer.Part.To, answer.Rows.Max(row => row.Time))))
            .Append(window.To).Min();
        var before = window.Baselines.FirstOrDefault(baseline => baseline.Kind == BaselineKind.Adjacent);
        if (before is null)
        {
            return window with { To = to, Baselines = [] };
        }

        var from = answers.Where(answer => answer.Part.IsBefore && answer.Missing is not null).Select(answer =>
            Ceiling(before.To, IsUnknown(answer) ? answer.Part.To : Later(answer.Part.From, answer.Rows.Min(row => row.Time))))
            .Append(before.From).Max();
        return window with { To = to, Baselines = from >= before.To ? [] : [before with { From = from }] };
    }

    /// <summary>A clause for each window that does not count to its end.</summary>
    public static IEnumerable<string> Gaps(InvestigationWindow window, IReadOnlyList<LogAnswer> answers, string what)
    {
        var reached = Of(window, answers);
        foreach (var missing in answers.Where(answer => answer.Missing is not null).GroupBy(answer => answer.Part.IsBefore))
        {
            var known = missing.Key
                ? reached.Baselines is [var before] ? string.Create(CultureInfo.InvariantCulture, $"from {before.From.UtcDateTime:HH:mm} UTC on") : null
                : reached.To > window.From ? string.Create(CultureInfo.InvariantCulture, $"until {reached.To.UtcDateTime:HH:mm} UTC") : null;
            yield return $"{what} of {(missing.Key ? "the hour before" : "the incident")} count {(known is null ? "not at all" : "only " + known)} "
                + $"({missing.First().Missing})";
        }
    }

    /// <summary>Of the incident what was found is evidence whatever else is missing; of the hour before a hole would be a silence.</summary>
    private static bool IsUnknown(LogAnswer answer) => answer.HasHoles || answer.Rows.Count == 0;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>The minute that the last row read lies in may lack others.</summary>
    private static DateTimeOffset Floor(DateTimeOffset start, DateTimeOffset time) =>
        start.AddMinutes(Math.Max(0, Math.Floor((time - start).TotalMinutes)));

    private static DateTimeOffset Ceiling(DateTimeOffset end, DateTimeOffset time) =>
        end.AddMinutes(-Math.Max(0, Math.Ceiling((end - time).TotalMinutes) - 1));
}
