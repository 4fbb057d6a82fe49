using CauseFlow.Contracts;
using CauseFlow.Ingestion.Grouping;
using CsCheck;

namespace CauseFlow.Ingestion.Tests.Grouping;

/// <summary>Random transitions of one resource's alarms, and a random order of arrival with repetitions.</summary>
public static class Transitions
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Transition Of(string alarm, AlarmState state, double minutes) =>
        new(alarm, state, Start.AddMinutes(minutes));

    /// <summary>Within one cool-down (15 min), with at least one ALARM, in three alarms.</summary>
    public static Gen<(Transition[] Set, Transition[] Arrivals)> WithinOneCoolDown { get; } =
        from set in Gen.Select(Gen.OneOfConst("a", "b", "c"), Gen.Enum<AlarmState>(), Gen.Int[0, 900])
            .Select((alarm, state, second) => new Transition(alarm, state, Start.AddSeconds(second)))
            .Array[1, 12]
        where set.Any(transition => transition.State == AlarmState.Alarm)
        from order in Gen.Shuffle(set)
        from repeated in Gen.OneOfConst(set).Array[0, 6]
        select (set, order.Concat(repeated).ToArray());
}
