using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>Which state changes a message can tell of.</summary>
public static class AlarmTimes
{
    /// <summary>A state change precedes the message that tells of it; the clocks may differ by this.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>CloudWatch keeps its alarm history for 14 days; older than that nobody re-sends.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(14);

    public static bool ArePlausible(AlarmFact alarm, DateTimeOffset sentAt)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return alarm.StateChangedAt <= sentAt + MaxAhead && alarm.StateChangedAt >= sentAt - MaxAge;
    }

    /// <summary>As fine as the store keeps it.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset instant) =>
        instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
