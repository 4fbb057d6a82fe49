using System.Text.Json;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>Alarms that are no plain ones: composite, on metric math, on a band, and with a period of their own.</summary>
public sealed class AlarmKindTests
{
    private const string Composite = "shop-down";
    private readonly CollectedFindings _findings = new();

    [Fact]
    public async Task A_composite_alarm_is_read_with_all_below_it_and_their_resources()
    {
        var end = await RunAsync(WithComposite, Composite, "logs");

        end.Sources.Single(s => s.Source == "alarm").Outcome.ShouldBe(CoverageOutcome.Complete);
        var alarms = _findings.Of(f => f.Alarms);
        alarms.Select(a => a.Name).ShouldBe([Composite, "checkout-handler-errors", "inner", "indexer-throttled"]);
        alarms[0].Metric.ShouldBeNull();
        alarms[0].Children.ShouldNotBeNull().Count.ShouldBe(2);
        alarms[3].Dimensions!["FunctionName"].ShouldBe("catalog-indexer");
        var measured = _findings.Of(f => f.Relations).Where(r => r.Type == RelationType.MeasuredBy).ToList();
        measured.Select(r => (r.From.Name, r.To.Name)).ShouldBe(
            [("checkout-handler", "checkout-handler-errors"), ("catalog-indexer", "indexer-throttled")], ignoreOrder: true);
        _findings.Of(f => f.Relations).Count(r => r.Type == RelationType.PartOf && r.To.Name == Composite).ShouldBe(3);
        _findings.Of(f => f.Metrics).Where(m => m.Role == MetricRole.Alarm).Select(m => m.Name)
            .ShouldBe(["Errors"], "the quiet alarm's metric stands beside");
        _findings.Of(f => f.Logs).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_composite_alarm_that_names_itself_and_the_unknown_ends_and_says_so()
    {
        await RunAsync(
            scenario => scenario with
            {
                CompositeAlarms = [new() { Name = Composite, Rule = $"ALARM({Composite}) OR ALARM(\"not there\") OR ALARM(checkout-handler-errors)" }],
            },
            Composite);

        _findings.Of(f => f.Alarms).Count.ShouldBe(2);
        var row = _findings.Of(f => f.Coverage).Single(c => c.Source == "alarm");
        (row.Outcome, row.Detail!.Contains("not there")).ShouldBe((CoverageOutcome.Partial, true));
    }

    [Fact]
    public async Task More_children_than_the_bound_are_said_to_be_left_out()
    {
        await RunAsync(
            scenario => scenario with
            {
                MoreAlarms = [.. Enumerable.Range(0, 25).Select(i => Alarm($"child-{i:00}"))],
                CompositeAlarms = [new() { Name = Composite, Rule = string.Join(" OR ", Enumerable.Range(0, 25).Select(i => $"ALARM(child-{i:00})")) }],
            },
            Composite);

        _findings.Of(f => f.Alarms).Count.ShouldBe(21);
        _findings.Of(f => f.Coverage).Single(c => c.Source == "alarm").Detail.ShouldNotBeNull().ShouldContain("5 alarms below it were not read");
    }

    [Fact]
    public async Task Metric_math_is_evaluated_by_the_cloud_and_its_inputs_stand_beside()
    {
        await RunAsync(WithLines(
            Line("m1", "Errors"), Line("m2", "Invocations"), new() { Id = "e1", Expression = "100 * m1 / m2", Label = "error rate", ReturnData = true }));

        var fact = _findings.Of(f => f.Alarms).ShouldHaveSingleItem();
        fact.Metric.ShouldBeNull();
        fact.Dimensions.ShouldBeNull();
        fact.Metrics.ShouldNotBeNull().Select(m => m.Id).ShouldBe(["m1", "m2", "e1"]);
        var own = _findings.Of(f => f.Metrics).Single(m => m.Role == MetricRole.Alarm);
        (own.Name, own.Statistic, own.Resource.Name).ShouldBe(("error rate", "100 * m1 / m2", "checkout-handler"));
        own.Points.Max(p => p.Value).ShouldNotBeNull().ShouldBeInRange(50, 100);
        _findings.Of(f => f.Metrics).Where(m => m.Role == MetricRole.Companion).Select(m => m.Name).ShouldContain("Invocations");
        _findings.Of(f => f.Relations).Count(r => r.Type == RelationType.MeasuredBy).ShouldBe(1);
    }

    [Fact]
    public async Task Expressions_that_are_refused_leave_their_inputs_and_a_row()
    {
        await RunAsync(WithLines(Line("m1", "Errors"), new() { Id = "e1", Expression = "RATE(m1)", ReturnData = true }));

        _findings.Of(f => f.Metrics).ShouldContain(m => m.Name == "Errors" && m.Role == MetricRole.Companion);
        _findings.Of(f => f.Metrics).ShouldNotContain(m => m.Role == MetricRole.Alarm);
        _findings.Of(f => f.Coverage).ShouldContain(c => c.Source == "metrics" && c.Outcome == CoverageOutcome.Partial
            && c.Detail!.Contains("unknown function RATE"));
    }

    [Fact]
    public async Task An_anomaly_band_stands_beside_the_alarms_series()
    {
        await RunAsync(WithLines(
            Line("m1", "Duration", "Average", returnData: true),
            new() { Id = "ad1", Expression = "ANOMALY_DETECTION_BAND(m1, 2)", Label = "expected", ReturnData = true }));

        _findings.Of(f => f.Metrics).Single(m => m.Role == MetricRole.Alarm).Name.ShouldBe("Duration");
        _findings.Of(f => f.Metrics).Where(m => m.Namespace == "metric math").Select(m => m.Name).ShouldBe(["expected High", "expected Low"]);
    }

    [Fact]
    public async Task The_alarms_series_has_the_alarms_own_period()
    {
        await RunAsync(scenario => scenario with { Alarm = scenario.Alarm with { Period = 300 } });

        var series = _findings.Of(f => f.Metrics);
        var own = series.Single(m => m.Role == MetricRole.Alarm);
        own.PeriodSeconds.ShouldBe(300);
        own.Points.Zip(own.Points.Skip(1)).ShouldAllBe(pair => (pair.Second.Time - pair.First.Time).TotalSeconds % 300 == 0);
        own.Points.Max(p => p.Value).ShouldNotBeNull().ShouldBeGreaterThan(100, "five minutes of some 41 errors");
        series.Single(m => m.Name == "Invocations").PeriodSeconds.ShouldBe(60);
    }

    [Fact]
    public async Task A_dimension_that_looks_like_a_secret_finds_its_metric_and_is_not_published()
    {
        const string Secret = "jane.doe@example.com";
        await RunAsync(scenario => scenario with
        {
            Alarm = scenario.Alarm with
            {
                Namespace = "Shop", MetricName = "Refusals", Dimensions = new Dictionary<string, string> { ["Owner"] = Secret },
            },
            Metrics =
            [
                .. scenario.Metrics,
                new()
                {
                    Namespace = "Shop", Name = "Refusals", IsCount = true, Segments = [new() { Level = 7 }],
                    Dimensions = new Dictionary<string, string> { ["Owner"] = Secret },
                },
            ],
        });

        _findings.Of(f => f.Metrics).Single(m => m.Role == MetricRole.Alarm).Points.ShouldContain(p => p.Value > 0);
        JsonSerializer.Serialize(_findings.All, ContractJson.Options).ShouldNotContain(Secret);
    }

    [Fact]
    public async Task The_history_tells_an_alarm_that_flaps()
    {
        await RunAsync(scenario => scenario with
        {
            Alarm = scenario.Alarm with
            {
                History = [.. Enumerable.Range(1, 4).Reverse().SelectMany(day => new ScenarioAlarmChange[]
                {
                    new() { AtMinute = -1440 * day, State = "ALARM" }, new() { AtMinute = (-1440 * day) + 12, State = "OK" },
                })],
            },
        });

        var changes = _findings.Of(f => f.Changes).Where(c => c.Resource.Kind == ResourceKinds.CloudWatchAlarm).ToList();
        changes.Count.ShouldBe(8);
        changes.ShouldAllBe(c => c.Kind == ChangeKind.Lifecycle);
        changes[0].Summary.ShouldBe("checkout-handler-errors went from ALARM to OK");
        var row = _findings.Of(f => f.Coverage).Single(c => c.Source == "alarm_history");
        row.Detail.ShouldNotBeNull().ShouldContain("5 times in 7 days, 4 of them before");
        _findings.Of(f => f.Alarms)[0].HasAlarmAction.ShouldBe(true);
    }

    [Fact]
    public async Task An_alarm_below_is_asked_for_by_its_raw_name()
    {
        const string Raw = "jane.doe@example.com down";
        await RunAsync(
            scenario => scenario with
            {
                Alarm = scenario.Alarm with { Name = Raw, History = [new() { AtMinute = -1440, State = "ALARM" }] },
                CompositeAlarms = [new() { Name = Composite, Rule = $"ALARM(\"{Raw}\")" }],
            },
            Composite);

        _findings.Of(f => f.Changes).ShouldContain(c => c.Resource.Name == "[redacted:email] down");
        JsonSerializer.Serialize(_findings.All, ContractJson.Options).ShouldNotContain(Raw);
    }

    [Fact]
    public async Task A_dimension_named_Resource_is_a_function_only_in_Lambdas_namespace()
    {
        await RunAsync(scenario => scenario with
        {
            Alarm = scenario.Alarm with
            {
                Namespace = "AWS/Usage", MetricName = "CallCount", Dimensions = new Dictionary<string, string> { ["Resource"] = "GetMetricData" },
            },
        });

        _findings.Of(f => f.Resources).ShouldNotContain(r => r.Kind == ResourceKinds.LambdaFunction);
    }

    private async Task<CollectionCompleted> RunAsync(
        Func<Scenario, Scenario> change, string? alarm = null, params string[] more)
    {
        await using var account = new SimulatedAccount(change: change);
        await account.InitializeAsync();
        string[] only = ["metrics", "alarm_history", .. more];
        var end = await account.RunAsync(
            _findings, await account.AssumeRoleAsync("ObservabilityReadOnly"), only,
            alarm: alarm is null ? null : account.Simulator.Scenario.AlarmArnOf(alarm));
        return end.Completed.ShouldNotBeNull();
    }

    internal static Scenario WithComposite(Scenario scenario) => scenario with
    {
        MoreAlarms = [Alarm("indexer-throttled") with { State = "OK", StateAtMinute = -600 }],
        CompositeAlarms =
        [
            new() { Name = Composite, Rule = "ALARM(\"checkout-handler-errors\") OR ALARM(inner)" },
            new() { Name = "inner", Rule = $"NOT OK(arn:aws:cloudwatch:us-east-1:123456789012:alarm:indexer-throttled)" },
        ],
    };

    private static ScenarioAlarm Alarm(string name) => new()
    {
        Name = name, Namespace = "AWS/Lambda", MetricName = "Throttles", Statistic = "Sum",
        Dimensions = new Dictionary<string, string> { ["FunctionName"] = "catalog-indexer" },
    };

    private static Func<Scenario, Scenario> WithLines(params ScenarioAlarmLine[] lines) => scenario => scenario with
    {
        Alarm = scenario.Alarm with { Namespace = "", MetricName = "", Statistic = "", Lines = lines },
    };

    private static ScenarioAlarmLine Line(string id, string metric, string statistic = "Sum", bool returnData = false) => new()
    {
        Id = id, Namespace = "AWS/Lambda", MetricName = metric, Statistic = statistic, ReturnData = returnData,
        Dimensions = new Dictionary<string, string> { ["FunctionName"] = "checkout-handler" },
    };
}
