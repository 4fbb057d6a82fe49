using CauseFlow.CloudSimulation.Control;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A server that imitates AWS and lacks operations: each is a row of its own, and everything else goes on.</summary>
public sealed class ForeignEndpointTests : IAsyncLifetime
{
    private readonly SimulatedAccount _account = new(change: AlarmKindTests.WithComposite);
    private readonly CollectedFindings _findings = new();

    public ValueTask InitializeAsync() => _account.InitializeAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Theory]
    [InlineData("aws")]
    [InlineData("invalid_action")]
    [InlineData("not_implemented")]
    [InlineData("not_found")]
    [InlineData("not_allowed")]
    [InlineData("traceback")]
    public async Task An_unknown_operation_is_a_row_and_is_asked_once(string form)
    {
        Unknown(form, "cloudwatch:DescribeAlarmHistory", "lambda:ListAliases");

        var end = await RunAsync();

        foreach (var api in new[] { "cloudwatch:DescribeAlarmHistory", "lambda:ListAliases" })
        {
            var row = _findings.Of(f => f.Coverage).Single(c => c.Api == api);
            (row.Reason, row.Mandatory, row.CallsUsed).ShouldBe((RefusalReason.OperationNotOffered, false, 1));
            row.Remedy.ShouldNotBeNull().ShouldContain($"does not offer {api}");
        }

        end.Sources.Single(s => s.Source == "lambda").Outcome.ShouldBe(CoverageOutcome.Partial);
        _findings.Of(f => f.Changes).Count.ShouldBe(2);
        _findings.Of(f => f.Logs).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Insights_that_are_done_at_once_and_without_statistics_are_read_as_ever()
    {
        _account.Simulator.Switches.Set("logs:StartQuery", new Switch { QueriesCompleteAtOnce = true });
        _account.Simulator.Switches.Set("logs:GetQueryResults", new Switch());

        (await RunAsync()).Sources.Single(s => s.Source == "logs").Outcome.ShouldBe(CoverageOutcome.Complete);

        ShouldShowTheTimeOut();
    }

    [Fact]
    public async Task Insights_that_know_neither_counts_nor_filters_are_read_without_them()
    {
        _account.Simulator.Switches.Set("logs:StartQuery", new Switch { QueriesArePlain = true, QueriesCompleteAtOnce = true });

        await RunAsync();

        ShouldShowTheTimeOut();
    }

    [Theory]
    [InlineData("not_implemented")]
    [InlineData("traceback")]
    public async Task Without_Insights_lines_are_filtered_page_by_page(string form)
    {
        Unknown(form, "logs:StartQuery");

        var end = await RunAsync();

        end.Sources.Single(s => s.Source == "logs").Outcome.ShouldBe(CoverageOutcome.Partial);
        var rows = _findings.Of(f => f.Coverage).Where(c => c.Source == "logs").ToList();
        rows.Single(c => c.Api == "logs:StartQuery").Reason.ShouldBe(RefusalReason.OperationNotOffered);
        var fallback = rows.Single(c => c.Api == "logs:FilterLogEvents");
        fallback.Outcome.ShouldBe(CoverageOutcome.Complete);
        fallback.Detail.ShouldNotBeNull().ShouldContain("FilterLogEvents");
        fallback.LinesRead.ShouldBeGreaterThan(1_000);
        ShouldShowTheTimeOut();
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    [InlineData("Timeout")]
    [InlineData("Unknown")]
    [InlineData("Paused")]
    public async Task A_query_that_ends_otherwise_is_named_and_got_around(string status)
    {
        _account.Simulator.Switches.Set("logs:StartQuery", new Switch { QueryStatus = status });

        await RunAsync();

        _findings.Of(f => f.Coverage).Single(c => c.Api == "logs:GetQueryResults").Detail.ShouldNotBeNull().ShouldContain($"ended as {status}");
        ShouldShowTheTimeOut();
    }

    [Fact]
    public async Task Without_Insights_and_filtering_the_rest_still_is_evidence()
    {
        Unknown("not_found", "logs");

        var end = await RunAsync();

        end.Sources.Single(s => s.Source == "logs").Outcome.ShouldBe(CoverageOutcome.Failed);
        _findings.Of(f => f.Coverage).Where(c => c.Source == "logs").ShouldAllBe(c => c.Reason == RefusalReason.OperationNotOffered);
        _findings.Of(f => f.Changes).Count.ShouldBe(2);
        _findings.Of(f => f.Metrics).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_composite_alarms_a_plain_alarm_is_read_as_ever()
    {
        _account.Simulator.Switches.Set("cloudwatch:DescribeAlarms", new Switch { NoCompositeAlarms = true });

        (await RunAsync()).Sources.Single(s => s.Source == "alarm").Outcome.ShouldBe(CoverageOutcome.Complete);

        _findings.Of(f => f.Alarms).ShouldHaveSingleItem().Name.ShouldBe("checkout-handler-errors");
    }

    [Fact]
    public async Task Without_composite_alarms_the_messages_children_are_read_instead()
    {
        _account.Simulator.Switches.Set("cloudwatch:DescribeAlarms", new Switch { NoCompositeAlarms = true });

        await _account.RunAsync(
            _findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"),
            alarm: _account.Simulator.Scenario.AlarmArnOf("shop-down"),
            change: grant => grant with
            {
                Target = grant.Target with
                {
                    Alarm = grant.Target.Alarm! with { Rule = "ALARM(checkout-handler-errors)" },
                },
            });

        _findings.Of(f => f.Alarms).ShouldHaveSingleItem().Name.ShouldBe("checkout-handler-errors");
        var row = _findings.Of(f => f.Coverage).Single(c => c.Source == "alarm");
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail.ShouldNotBeNull().ShouldContain("does not offer composite alarms");
        ShouldShowTheTimeOut();
    }

    private void ShouldShowTheTimeOut()
    {
        var timeout = _findings.Of(f => f.Logs).Single(p => p.Template.Contains("Task timed out after", StringComparison.Ordinal));
        timeout.BaselineCountsPerMinute.Sum().ShouldBe(0);
        timeout.IncidentCountsPerMinute.Sum().ShouldBeGreaterThan(50);
        timeout.Resource.Name.ShouldBe("checkout-handler");
    }

    private void Unknown(string form, params string[] operations)
    {
        foreach (var operation in operations)
        {
            _account.Simulator.Switches.Set(operation, new Switch { UnknownOperation = form });
        }
    }

    private async Task<CollectionCompleted> RunAsync()
    {
        var end = await _account.RunAsync(_findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"));
        return end.Completed.ShouldNotBeNull();
    }
}
