using CauseFlow.CloudSimulation.Control;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A cloud that misbehaves costs only what it misbehaves about, and the coverage says so.</summary>
public sealed class SimulatedFaultTests : IAsyncLifetime
{
    private static readonly string[] WithoutLogs = ["metrics", "lambda"];
    private readonly SimulatedAccount _account = new();
    private readonly CollectedFindings _findings = new();

    public ValueTask InitializeAsync() => _account.InitializeAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task A_role_without_logs_still_gives_the_rest_and_says_what_is_missing()
    {
        var end = await _account.RunAsync(_findings, await _account.AssumeRoleAsync("ObservabilityNoLogs"));

        end.Completed.ShouldNotBeNull().Sources.Single(s => s.Source == "logs").Outcome.ShouldBe(CoverageOutcome.Denied);
        var row = _findings.Of(f => f.Coverage).Single(c => c.Api == "logs:StartQuery");
        row.MissingPermission.ShouldBe("logs:StartQuery");
        row.Remedy.ShouldNotBeNull().ShouldContain("\"Action\":\"logs:StartQuery\"");
        _findings.Of(f => f.Changes).Count.ShouldBe(2);
        _findings.Of(f => f.Metrics).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("throttle", CoverageOutcome.Throttled)]
    [InlineData("error", CoverageOutcome.Failed)]
    [InlineData("garbage", CoverageOutcome.Failed)]
    [InlineData("redirect", CoverageOutcome.Failed)]
    [InlineData("hang", CoverageOutcome.Failed)]
    public async Task A_broken_metrics_api_costs_only_the_metrics(string fault, CoverageOutcome outcome)
    {
        var simulator = _account.Simulator;
        simulator.Switches.Set("cloudwatch:GetMetricData", fault switch
        {
            "throttle" => new Switch { ThrottleTimes = 1_000 },
            "error" => new Switch { Status500Times = 1_000 },
            "garbage" => new Switch { Garbage = true },
            "redirect" => new Switch { RedirectTo = simulator.ControlEndpoint },
            _ => new Switch { Hang = true },
        });

        var end = await _account.RunAsync(
            _findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"), WithoutLogs,
            options => (options.AttemptTimeoutSeconds, options.MaxAttempts) = (fault == "hang" ? 1 : 15, 2));

        end.Completed.ShouldNotBeNull().Sources.Single(s => s.Source == "metrics").Outcome.ShouldBe(outcome);
        _findings.Of(f => f.Coverage).Single(c => c.Source == "metrics").Remedy.ShouldNotBeNullOrEmpty();
        _findings.Of(f => f.Changes).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("InternalError", RefusalReason.ProviderError)]
    [InlineData("Forbidden", RefusalReason.MissingPermission)]
    public async Task A_series_that_was_not_read_is_no_silence_and_is_named(string status, RefusalReason reason)
    {
        _account.Simulator.Switches.Set(
            "cloudwatch:GetMetricData", new Switch { SeriesStatus = status, SeriesMetric = "Errors" });

        var end = await _account.RunAsync(
            _findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"), WithoutLogs);

        end.Completed.ShouldNotBeNull().Sources.Single(s => s.Source == "metrics").Outcome.ShouldBe(CoverageOutcome.Partial);
        _findings.Of(f => f.Metrics).ShouldNotContain(series => series.Name == "Errors");
        _findings.Of(f => f.Metrics).ShouldContain(series => series.Name == "Invocations");
        var row = _findings.Of(f => f.Coverage).Single(c => c.Source == "metrics");
        row.Reason.ShouldBe(reason);
        row.Detail.ShouldNotBeNull().ShouldContain($"AWS/Lambda Errors Sum of checkout-handler ({status}: ");
        row.Remedy.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Of_a_series_that_was_read_in_part_the_rest_has_no_points()
    {
        _account.Simulator.Switches.Set(
            "cloudwatch:GetMetricData", new Switch { SeriesStatus = "PartialData", SeriesMetric = "Errors" });

        await _account.RunAsync(_findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"), WithoutLogs);

        var series = _findings.Of(f => f.Metrics);
        var errors = series.Single(s => s.Name == "Errors").Points;
        errors.Count.ShouldBeInRange(1, series.Single(s => s.Name == "Invocations").Points.Count * 2 / 3);
        errors.ShouldAllBe(point => point.Value != null);
        _findings.Of(f => f.Coverage).Single(c => c.Source == "metrics").Detail.ShouldNotBeNull().ShouldContain("PartialData");
    }

    [Fact]
    public async Task When_no_series_was_read_the_source_has_failed()
    {
        _account.Simulator.Switches.Set("cloudwatch:GetMetricData", new Switch { SeriesStatus = "InternalError" });

        var end = await _account.RunAsync(
            _findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"), WithoutLogs);

        end.Completed.ShouldNotBeNull().Sources.Single(s => s.Source == "metrics").Outcome.ShouldBe(CoverageOutcome.Failed);
        _findings.Of(f => f.Metrics).ShouldBeEmpty();
        _findings.Of(f => f.Coverage).Single(c => c.Source == "metrics").Detail.ShouldNotBeNull().ShouldContain("more.");
    }

    [Fact]
    public async Task Short_faults_are_retried_and_leave_no_trace_in_coverage()
    {
        var credentials = await _account.AssumeRoleAsync("ObservabilityReadOnly");
        _account.Simulator.Switches.Set("*", new Switch { ThrottleTimes = 1, Status500Times = 1 });

        var end = await _account.RunAsync(_findings, credentials, WithoutLogs);

        end.Completed.ShouldNotBeNull().Sources.ShouldAllBe(source => source.Outcome == CoverageOutcome.Complete);
    }
}
