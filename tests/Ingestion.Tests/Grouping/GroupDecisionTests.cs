using CauseFlow.Contracts;
using CsCheck;
using static CauseFlow.Ingestion.Tests.Grouping.Transitions;

namespace CauseFlow.Ingestion.Tests.Grouping;

public sealed class GroupDecisionTests
{
    private static readonly DateTimeOffset Now = Start.AddMinutes(16);
    private readonly GroupBook _book = new();

    [Fact]
    public void Any_order_and_repetition_within_one_cool_down_gives_the_same_incident_and_state() =>
        WithinOneCoolDown.Sample(
            sample =>
            {
                var inOrder = new GroupBook();
                foreach (var transition in sample.Set.Order())
                {
                    inOrder.Record(transition, Now);
                }

                var book = new GroupBook();
                foreach (var transition in sample.Arrivals)
                {
                    book.Record(transition, Now);
                }

                return book.Groups.Count == 1 && book.Starts.Count == 1 && book.Ended.Count == 0
                    && book.State() == inOrder.State();
            },
            iter: 5_000);

    [Fact]
    public void Every_ALARM_is_in_exactly_one_incident_over_days_too() =>
        (from set in Gen.Select(Gen.OneOfConst("a", "b"), Gen.Enum<AlarmState>(), Gen.Int[0, 3000])
            .Select((alarm, state, minute) => Of(alarm, state, minute)).Array[1, 30]
         select set).Sample(
            set =>
            {
                var book = new GroupBook();
                foreach (var transition in set)
                {
                    book.Record(transition, Start.AddMinutes(3001));
                }

                return book.Of(null).All(transition => transition.State != AlarmState.Alarm)
                    && book.Groups.Count(group => group.CanReopen) <= 1;
            },
            iter: 2_000);

    [Fact]
    public void OK_without_an_incident_waits_and_is_attached_by_an_earlier_ALARM()
    {
        _book.Record(Of("a", AlarmState.Ok, 5), Now)!.Group.ShouldBeNull();
        var decision = _book.Record(Of("a", AlarmState.Alarm, 1), Now)!;
        decision.Attached.ShouldBe([Of("a", AlarmState.Ok, 5)]);
        decision.Group!.QuietSince.ShouldBe(Start.AddMinutes(5));
        decision.Group.ResolveDueAt.ShouldBe(Now.AddMinutes(5));
    }

    [Fact]
    public void OK_from_before_the_ALARM_stays_without_an_incident()
    {
        _book.Record(Of("a", AlarmState.Alarm, 5), Now);
        _book.Record(Of("a", AlarmState.Ok, 1), Now)!.Group.ShouldBeNull();
        _book.Groups[0].QuietSince.ShouldBeNull();
    }

    [Fact]
    public void ALARM_within_the_cool_down_reopens_and_starts_again()
    {
        var group = Resolved();
        var decision = _book.Record(Of("a", AlarmState.Alarm, 20), Now)!;
        decision.Group.ShouldBe(group);
        decision.Starts.ShouldBeTrue();
        group.Status.ShouldBe(Ingestion.Grouping.GroupStatus.Open);
    }

    [Fact]
    public void ALARM_before_the_announced_end_joins_without_a_second_start()
    {
        _book.Record(Of("a", AlarmState.Alarm, 0), Now);
        _book.Record(Of("a", AlarmState.Ok, 5), Now);
        _book.Record(Of("a", AlarmState.Alarm, 6), Now)!.Starts.ShouldBeFalse();
        _book.Groups[0].ResolveDueAt.ShouldBeNull();
        _book.Groups[0].TryResolve(Now.AddHours(1)).ShouldBeFalse();
    }

    [Fact]
    public void ALARM_after_the_cool_down_opens_a_new_incident()
    {
        var group = Resolved();
        var decision = _book.Record(Of("a", AlarmState.Alarm, 20.5), Now)!;
        decision.Group.ShouldNotBe(group);
        decision.Ended.ShouldBeNull();
        group.CanReopen.ShouldBeFalse();
    }

    [Fact]
    public void A_new_incident_announces_the_end_of_a_quiet_one_that_had_not_ended()
    {
        _book.Record(Of("a", AlarmState.Alarm, 0), Now);
        _book.Record(Of("a", AlarmState.Ok, 5), Now);
        _book.Record(Of("a", AlarmState.Alarm, 30), Now)!.Ended.ShouldBe(_book.Groups[0]);
    }

    [Fact]
    public void Old_ALARM_that_an_OK_superseded_is_recorded_and_not_investigated()
    {
        _book.Record(Of("a", AlarmState.Ok, 5), Start.AddHours(2));
        var decision = _book.Record(Of("a", AlarmState.Alarm, 0), Start.AddHours(2))!;
        decision.IsNew.ShouldBeTrue();
        decision.Starts.ShouldBeFalse();
    }

    [Fact]
    public void Old_ALARM_that_still_fires_is_investigated() =>
        _book.Record(Of("a", AlarmState.Alarm, 0), Start.AddHours(2))!.Starts.ShouldBeTrue();

    [Fact]
    public void INSUFFICIENT_DATA_neither_ends_nor_reopens()
    {
        _book.Record(Of("a", AlarmState.Alarm, 0), Now);
        _book.Record(Of("a", AlarmState.InsufficientData, 1), Now);
        _book.Groups[0].QuietSince.ShouldBeNull();
        var group = Resolved();
        _book.Record(Of("a", AlarmState.InsufficientData, 7), Now)!.Starts.ShouldBeFalse();
        group.Status.ShouldBe(Ingestion.Grouping.GroupStatus.Resolved);
    }

    [Theory]
    [InlineData(IncidentStatus.Closed, false)]
    [InlineData(IncidentStatus.Resolved, true)]
    public void After_a_person_ended_it_only_a_resolved_incident_reopens(IncidentStatus status, bool same)
    {
        _book.Record(Of("a", AlarmState.Alarm, 0), Now);
        var group = _book.Groups[0];
        group.Follow(Changed(status, 3), _book.Of(group));
        _book.Record(Of("b", AlarmState.Alarm, 2), Now)!.Starts.ShouldBeFalse();
        var decision = _book.Record(Of("a", AlarmState.Alarm, 6), Now)!;
        (decision.Group == group).ShouldBe(same);
        decision.Starts.ShouldBeTrue();
    }

    [Fact]
    public void An_older_change_by_a_person_that_arrives_late_is_ignored()
    {
        _book.Record(Of("a", AlarmState.Alarm, 0), Now);
        var group = _book.Groups[0];
        group.Follow(Changed(IncidentStatus.Open, 4), _book.Of(group));
        group.Follow(Changed(IncidentStatus.Closed, 3), _book.Of(group));
        group.Status.ShouldBe(Ingestion.Grouping.GroupStatus.Open);
    }

    private static IncidentStatusChanged Changed(IncidentStatus status, int minute) => new()
    {
        TenantId = "ten_a", IncidentId = "inc_1", Status = status, ChangedAt = Start.AddMinutes(minute),
    };

    private Ingestion.Grouping.AlarmGroup Resolved()
    {
        _book.Record(Of("a", AlarmState.Alarm, 0), Now);
        _book.Record(Of("a", AlarmState.Ok, 5), Now);
        _book.Groups[0].TryResolve(Now.AddMinutes(4)).ShouldBeFalse();
        _book.Groups[0].TryResolve(Now.AddMinutes(5)).ShouldBeTrue();
        return _book.Groups[0];
    }
}
