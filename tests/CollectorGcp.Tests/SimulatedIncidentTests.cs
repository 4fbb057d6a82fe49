using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>One whole run against Google's wire protocols on loopback, where tokens and scopes are checked.</summary>
public sealed class SimulatedIncident : IAsyncLifetime
{
    public SimulatedProject Project { get; } = new();

    internal CollectedFindings Findings { get; } = new();

    internal CollectionEnd End { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Project.InitializeAsync();
        End = await Project.RunAsync(Findings);
    }

    public ValueTask DisposeAsync() => Project.DisposeAsync();
}

public sealed class SimulatedIncidentTests(SimulatedIncident incident) : IClassFixture<SimulatedIncident>
{
    private readonly CollectedFindings _findings = incident.Findings;

    [Fact]
    public void Every_source_reads_what_applies_to_its_end()
    {
        var sources = incident.End.Completed.ShouldNotBeNull().Sources;
        sources.Select(source => (source.Source, source.Outcome)).ShouldBe(
        [
            ("alarm", CoverageOutcome.Complete), ("resolve", CoverageOutcome.Complete), ("metrics", CoverageOutcome.Complete),
            ("logs", CoverageOutcome.Partial), ("compute", CoverageOutcome.NotApplicable), ("gke", CoverageOutcome.NotApplicable),
            ("run", CoverageOutcome.Complete), ("audit_log", CoverageOutcome.Complete),
        ], string.Join('\n', _findings.Of(f => f.Coverage)));
        sources.ShouldAllBe(source => source.Region == "global");
    }

    [Fact]
    public void The_alarm_is_the_policys_and_not_the_messages()
    {
        var alarm = _findings.Of(f => f.Alarms).ShouldHaveSingleItem();
        (alarm.Name, alarm.Threshold, alarm.Comparison).ShouldBe(("checkout 5xx responses", 0.2, "GreaterThanThreshold"));
        alarm.Metric.ShouldNotBeNull().Name.ShouldBe("run.googleapis.com/request_count");
        alarm.Metric.Namespace.ShouldBe("run.googleapis.com");
    }

    [Fact]
    public void The_service_is_found_with_the_host_by_which_callers_know_it()
    {
        var service = _findings.Of(f => f.Resources).Single(resource => resource.Kind == ResourceKinds.RunService);
        service.Id.ShouldBe("//run.googleapis.com/projects/orders-prod-318204/locations/europe-west1/services/checkout");
        (service.Account, service.Region).ShouldBe(("orders-prod-318204", "europe-west1"));
        service.Aliases.ShouldNotBeNull().ShouldContain("checkout-482913756601.europe-west1.run.app");
    }

    [Fact]
    public void The_alarms_series_covers_every_window_and_companions_the_last()
    {
        var series = _findings.Of(f => f.Metrics);
        var own = series.Single(one => one.Role == MetricRole.Alarm);
        (own.Statistic, own.Unit, own.Resource.Name).ShouldBe(("Rate", "1/s", "checkout"));
        own.Points.Zip(own.Points.Skip(1)).ShouldAllBe(pair => pair.First.Time < pair.Second.Time);
        own.Points.Count.ShouldBeGreaterThan(180);
        own.Points.Max(point => point.Value).ShouldNotBeNull().ShouldBeGreaterThan(0.4);
        series.Where(one => one.Role == MetricRole.Companion).Select(one => one.Name).ShouldContain("run.googleapis.com/container/memory/utilizations");
    }

    [Fact]
    public void New_and_old_errors_are_told_apart_within_ten_calls_of_logging()
    {
        var patterns = _findings.Of(f => f.Logs);
        var fresh = patterns.Single(pattern => pattern.Template.Contains("TypeError", StringComparison.Ordinal));
        (fresh.BaselineCountsPerMinute.Sum(), fresh.Severity).ShouldBe((0, LogSeverity.Error));
        fresh.IncidentCountsPerMinute.Sum().ShouldBeGreaterThan(100);
        var old = patterns.Single(pattern => pattern.Template.Contains("loyalty", StringComparison.Ordinal));
        (old.BaselineCountsPerMinute.Sum() / 60.0).ShouldBe(old.IncidentCountsPerMinute.Sum() / (double)old.IncidentCountsPerMinute.Count, 6);
        old.Severity.ShouldBe(LogSeverity.Error);
        patterns.ShouldNotContain(pattern => pattern.Template.Contains("UpdateService", StringComparison.Ordinal), "audit entries are no log lines");
        incident.Project.Simulator.Calls.Count(call => call.Service == "logging").ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public void Changes_tell_the_split_of_the_traffic_and_what_came_with_the_revision()
    {
        var changes = _findings.Of(f => f.Changes);
        var split = changes.Single(change => change.Actor != null && change.Differences.Count > 0
            && change.Resource.Name == "checkout" && change.Differences.Any(difference => difference.Before == "0"));
        split.Differences.ShouldBe(
        [
            new Difference { Field = "traffic.checkout-00041-hup", Before = "100", After = "10" },
            new Difference { Field = "traffic.checkout-00042-qiv", Before = "0", After = "90" },
        ]);
        var revision = changes.Single(change => change.Summary.Contains("checkout-00042-qiv of checkout against", StringComparison.Ordinal));
        revision.Differences.Select(difference => difference.Field).ShouldBe(["image", "env.CURRENCY_TABLE"]);
        revision.Differences[1].After.ShouldNotBeNull().ShouldStartWith("2 characters, keyed hash");
        changes.ShouldNotContain(change => change.Summary.Contains("pods", StringComparison.Ordinal), "Kubernetes' own entries are no changes");
        changes.ShouldNotContain(change => change.Actor == "intern@example.com");
        changes.Count(change => change.Resource.Kind == ResourceKinds.GkeNodePool).ShouldBe(0, "the upgrade is two days old");
    }

    [Fact]
    public void Nothing_secret_leaves_the_collector()
    {
        var wire = JsonSerializer.Serialize(_findings.All, ContractJson.Options);
        incident.Project.Simulator.Scenario.Canaries.ShouldNotBeEmpty();
        incident.Project.Simulator.Scenario.Canaries.ShouldAllBe(canary => !wire.Contains(canary));
        wire.ShouldNotContain("ya29.");
        wire.ShouldContain("PARTNER_KEY", customMessage: "names of environment variables are evidence");
    }

    [Fact]
    public void Only_what_the_plans_name_is_spent()
    {
        var planned = GcpPlans.All.Append(GcpResolve.Plan).SelectMany(plan => plan.Calls).Select(call => call.Permission).ToHashSet();
        incident.End.Completed!.Sources.SelectMany(source => source.CallsByApi!.Keys).ShouldAllBe(api => planned.Contains(api));
        incident.Findings.MessageIds.ShouldBeUnique();
    }
}
