using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.History;

/// <summary>
/// Which of an alarm's past ALARMs are still the present one: from the first that nothing but gaps shorter than the
/// cool-down separates from an ALARM that goes on now.
/// </summary>
public static class AlarmEpisodes
{
    /// <summary>When the present episode began; null when the alarm is not in ALARM.</summary>
    /// <param name="alarm">State now, and changes in order.</param>
    /// <param name="coolDown">An ALARM that soon after another ends is of the same incident.</param>
    public static DateTimeOffset? PresentSince(ObservedAlarm alarm, TimeSpan coolDown)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        if (alarm.Alarm.State != AlarmState.Alarm)
        {
            return null;
        }

        DateTimeOffset? began = alarm.Alarm.StateChangedAt;
        DateTimeOffset? endedAt = null;
        foreach (var change in alarm.Transitions.Reverse().Where(change => change.At <= alarm.Alarm.StateChangedAt))
        {
            if (change.State != AlarmState.Alarm)
            {
                endedAt = change.At;
            }
            else if (endedAt is { } end && began - end > coolDown)
            {
                break;
            }
            else
            {
                (began, endedAt) = (change.At, null);
            }
        }

        return began;
    }
}
