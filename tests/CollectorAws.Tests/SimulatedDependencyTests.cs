using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>An alarm on a metric filter's metric, over the wire.</summary>
public sealed class SimulatedDependencyTests : IAsyncLifetime
{
    private readonly SimulatedAccount _account = new("dependency-errors");
    private readonly CollectedFindings _findings = new();

    public ValueTask InitializeAsync() => _account.InitializeAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task The_filters_lines_are_found_and_belong_to_the_function_that_writes_them()
    {
        var end = await _account.RunAsync(_findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"));

        end.Completed.ShouldNotBeNull().Sources.ShouldAllBe(s => s.Outcome == CoverageOutcome.Complete || s.Outcome == CoverageOutcome.NotApplicable
            || (s.Source == "cloudtrail" && s.Outcome == CoverageOutcome.TooEarly));
        var own = _findings.Of(f => f.Metrics).Single(m => m.Role == MetricRole.Alarm);
        (own.Name, own.Resource.Name).ShouldBe(("PaymentErrors", "order-api"));
        own.Points.Where(p => p.Time < _account.Simulator.Facts.AlarmTime.AddMinutes(-7)).ShouldAllBe(p => p.Value == 0);
        own.Points.Max(p => p.Value).ShouldNotBeNull().ShouldBeGreaterThan(20);
        var failing = _findings.Of(f => f.Logs).Where(p => p.Template.Contains("PaymentClient", StringComparison.Ordinal)).ToList();
        failing.Count.ShouldBe(2);
        failing.ShouldAllBe(p => p.BaselineCountsPerMinute.Sum() == 0 && p.Resource.Name == "order-api" && p.Severity == LogSeverity.Error);
        _findings.Of(f => f.Changes).Where(c => c.Kind != ChangeKind.Lifecycle).ShouldHaveSingleItem().Kind.ShouldBe(ChangeKind.Deployment);
        var wire = JsonSerializer.Serialize(_findings.All, ContractJson.Options);
        _account.Simulator.Scenario.Canaries.ShouldAllBe(canary => !wire.Contains(canary));
        wire.ShouldNotContain("90e1");
    }

    [Fact]
    public async Task Without_permission_for_Insights_the_filter_reads_the_same_lines()
    {
        var end = await _account.RunAsync(_findings, await _account.AssumeRoleAsync("ObservabilityNoInsights"));

        end.Completed.ShouldNotBeNull().Sources.Single(s => s.Source == "logs").Outcome.ShouldBe(CoverageOutcome.Partial);
        var patterns = _findings.Of(f => f.Logs);
        patterns.ShouldAllBe(p => p.Template.Contains("PaymentClient", StringComparison.Ordinal));
        patterns.Sum(p => p.IncidentCountsPerMinute.Sum()).ShouldBeGreaterThan(100);
        var refused = _findings.Of(f => f.Coverage).Single(c => c.Api == "logs:StartQuery");
        refused.MissingPermission.ShouldBe("logs:StartQuery");
        refused.Remedy.ShouldNotBeNull().ShouldContain("\"Action\":\"logs:StartQuery\"");
        _findings.Of(f => f.Coverage).Single(c => c.Api == "logs:FilterLogEvents").Detail.ShouldNotBeNull()
            .ShouldContain("Left out: lines that the alarm's metric filter does not match");
    }
}
