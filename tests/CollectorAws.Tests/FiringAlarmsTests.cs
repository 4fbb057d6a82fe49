using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A person says that something is wrong in an account, and names nothing: what is firing there is looked into.</summary>
public sealed class FiringAlarmsTests : IAsyncDisposable
{
    private readonly SimulatedAccount _account = new();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Alarms_that_are_firing_are_taken_when_nothing_was_named()
    {
        var findings = await RunAsync();

        findings.Of(f => f.Alarms).ShouldAllBe(alarm => alarm.State == AlarmState.Alarm);
        findings.Of(f => f.Alarms).Select(alarm => alarm.Name).ShouldContain("checkout-handler-errors");
        findings.Of(f => f.Metrics).ShouldContain(series => series.Role == MetricRole.Alarm);
        findings.Of(f => f.Logs).ShouldNotBeEmpty();
        findings.Of(f => f.Changes).ShouldContain(change => change.Kind == ChangeKind.Configuration);
        findings.Of(f => f.Coverage).Single(row => row.Source == "alarm").Detail!.ShouldContain("that are firing were taken");
    }

    [Fact]
    public async Task Nothing_firing_is_said_and_ends_in_a_complete_run()
    {
        var findings = await RunAsync(quiet: true);

        findings.Of(f => f.Alarms).ShouldBeEmpty();
        findings.Of(f => f.Coverage).Single(row => row.Source == "alarm").Detail!.ShouldContain("no alarm is firing");
        findings.Of(f => f.Coverage).ShouldAllBe(row =>
            row.Outcome == CoverageOutcome.Complete || row.Outcome == CoverageOutcome.NotApplicable);
    }

    private async Task<CollectedFindings> RunAsync(bool quiet = false)
    {
        await _account.InitializeAsync();
        if (quiet)
        {
            await _account.Simulator.PublishAlarmAsync(
                new CloudSimulation.Control.AlarmPublication { State = "OK" }, TestContext.Current.CancellationToken);
        }

        var findings = new CollectedFindings();
        var end = await _account.RunAsync(findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"), requested: []);
        end.Completed.ShouldNotBeNull();
        return findings;
    }
}
