using CauseFlow.Contracts;
using CauseFlow.Ingestion.History;

namespace CauseFlow.Ingestion.Tests.History;

public sealed class AlarmEpisodesTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("A0", 0, 0)]
    [InlineData("A0 O10 A20", 20, 0)]
    [InlineData("A0 O10 A26", 26, 26)]
    [InlineData("A0 O10 I15 A20 O21 A22", 22, 0)]
    [InlineData("A0 I10 A40 O41 A50", 50, 40)]
    [InlineData("", 70, 70)]
    public void PresentSince_InAlarm_IsTheFirstOfAllThatOnlyShortGapsSeparate(string changes, int now, int since) =>
        AlarmEpisodes.PresentSince(Alarm(AlarmState.Alarm, now, changes), TimeSpan.FromMinutes(15)).ShouldBe(At.AddMinutes(since));

    [Theory]
    [InlineData("A0 O10", 10)]
    [InlineData("A0", 10)]
    public void PresentSince_NotInAlarm_IsNever(string changes, int now) =>
        AlarmEpisodes.PresentSince(Alarm(AlarmState.Ok, now, changes), TimeSpan.FromMinutes(15)).ShouldBeNull();

    private static ObservedAlarm Alarm(AlarmState state, int minute, string changes) => new()
    {
        Alarm = new AlarmFact
        {
            Provider = CloudProvider.Aws, Id = "a", Name = "a", Account = "1", Region = "r", State = state,
            StateChangedAt = At.AddMinutes(minute),
        },
        AlarmTopics = [], OkTopics = [], InsufficientDataTopics = [],
        Transitions =
        [
            .. changes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(change => new ObservedTransition
            {
                State = change[0] switch { 'A' => AlarmState.Alarm, 'O' => AlarmState.Ok, _ => AlarmState.InsufficientData },
                At = At.AddMinutes(int.Parse(change[1..], System.Globalization.CultureInfo.InvariantCulture)),
            }),
        ],
    };
}
