namespace CauseFlow.Contracts.Tests;

public sealed class InvestigationWindowsTests
{
    private static readonly DateTimeOffset Fired = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(10, 10)]
    [InlineData(45, 45)]
    [InlineData(46, 45)]
    [InlineData(1_440, 45)]
    public void The_window_ends_with_the_request_holds_the_firing_and_is_an_hour_at_most(int requested, int end)
    {
        var window = InvestigationWindows.Of(Fired, Fired.AddMinutes(requested));

        (window.From, window.To).ShouldBe((Fired.AddMinutes(-15), Fired.AddMinutes(end)));
    }

    [Fact]
    public void It_is_compared_with_the_hour_before_and_with_itself_a_day_and_a_week_ago()
    {
        var window = InvestigationWindows.Of(Fired, Fired.AddMinutes(10));

        window.Baselines.Select(x => (x.Kind, x.From, x.To)).ShouldBe(
        [
            (BaselineKind.Adjacent, Fired.AddMinutes(-75), Fired.AddMinutes(-15)),
            (BaselineKind.SameHourYesterday, window.From.AddDays(-1), window.To.AddDays(-1)),
            (BaselineKind.SameHourLastWeek, window.From.AddDays(-7), window.To.AddDays(-7)),
        ]);
    }
}
