using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// One state change of one alarm, to the second: the unit in which firings are unique. Ordered by state-change time;
/// of two in one second ALARM comes last, so that a doubt keeps an incident open rather than ending it.
/// </summary>
public readonly record struct Transition(string AlarmId, AlarmState State, DateTimeOffset At) : IComparable<Transition>
{
    public int CompareTo(Transition other) =>
        (At, Rank, AlarmId, (int)State).CompareTo((other.At, other.Rank, other.AlarmId, (int)other.State));

    /// <summary>The instant of a state change that counts: without its fraction of a second.</summary>
    public static DateTimeOffset ToSecond(DateTimeOffset instant) =>
        instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerSecond));

    private int Rank => State == AlarmState.Alarm ? 1 : 0;

    public static bool operator <(Transition left, Transition right) => left.CompareTo(right) < 0;

    public static bool operator >(Transition left, Transition right) => left.CompareTo(right) > 0;

    public static bool operator <=(Transition left, Transition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Transition left, Transition right) => left.CompareTo(right) >= 0;
}
