using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>The two windows that lines are counted in, by minute from their starts.</summary>
internal sealed record MiningWindow(
    DateTimeOffset BaselineFrom, DateTimeOffset BaselineTo, DateTimeOffset IncidentFrom, DateTimeOffset IncidentTo)
{
    /// <summary>A window longer than a day is cut off: counts are one number a minute.</summary>
    private const int MaxMinutes = 24 * 60;

    /// <summary>Where nothing is counted.</summary>
    public static MiningWindow None { get; } = new(default, default, default, default);

    public int BaselineMinutes { get; } = Minutes(BaselineFrom, BaselineTo);

    public int IncidentMinutes { get; } = Minutes(IncidentFrom, IncidentTo);

    public static MiningWindow Of(InvestigationWindow window)
    {
        var adjacent = window.Baselines.FirstOrDefault(b => b.Kind == BaselineKind.Adjacent);
        return new MiningWindow(
            adjacent?.From ?? window.From, adjacent?.To ?? window.From, window.From, window.To);
    }

    public bool Contains(DateTimeOffset time) => BaselineMinute(time) is not null || IncidentMinute(time) is not null;

    public int? IncidentMinute(DateTimeOffset time) => Minute(time, IncidentFrom, IncidentTo, IncidentMinutes);

    public int? BaselineMinute(DateTimeOffset time) => Minute(time, BaselineFrom, BaselineTo, BaselineMinutes);

    private static int? Minute(DateTimeOffset time, DateTimeOffset from, DateTimeOffset to, int minutes) =>
        time >= from && time < to && (int)(time - from).TotalMinutes is var minute && minute < minutes ? minute : null;

    private static int Minutes(DateTimeOffset from, DateTimeOffset to) =>
        to <= from ? 0 : (int)Math.Min(MaxMinutes, Math.Ceiling((to - from).TotalMinutes));
}
