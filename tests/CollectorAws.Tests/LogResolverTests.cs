using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;
using static CauseFlow.CollectorAws.Tests.LogsContext;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>Where logs are found from the alarm, and from hints when the alarm does not tell.</summary>
public sealed class LogResolverTests
{
    private readonly FakeLogs _logs = new();

    [Theory]
    [InlineData("/aws/lambda/checkout", ResourceKinds.LambdaFunction, "arn:aws:lambda:eu-west-1:123456789012:function:checkout")]
    [InlineData("/ecs/shop/orders", ResourceKinds.EcsService, "arn:aws:ecs:eu-west-1:123456789012:service/shop/orders")]
    [InlineData("/app/payments", ResourceKinds.GenericService, "service:123456789012:eu-west-1:/app/payments")]
    [InlineData("/aws/lambda/", ResourceKinds.GenericService, "service:123456789012:eu-west-1:/aws/lambda/")]
    public async Task A_metric_filter_leads_to_its_log_group_and_whose_it_is(string group, string kind, string id)
    {
        _logs.Filters = [new MetricFilter("errors", "?ERROR ?jane@example.com", group)];

        var batch = await FiltersAsync("Shop");

        var logsTo = batch.Relations.Single(r => r.Type == RelationType.LogsTo);
        (logsTo.From.Kind, logsTo.From.Id, logsTo.To.Name).ShouldBe((kind, id, group));
        logsTo.Source.ShouldBe("metric filter errors, pattern ?ERROR ?[redacted:email]");
        batch.Relations.Single(r => r.Type == RelationType.MeasuredBy).To.Id.ShouldEndWith(":alarm:a");
        batch.WatchedLogs.ShouldHaveSingleItem().FilterPattern.ShouldBe("?ERROR ?jane@example.com");
    }

    [Fact]
    public void Metrics_of_AWS_come_from_no_metric_filter() =>
        new MetricFilterResolver(_logs, new CollectionOptions()).Handles(Of(alarm: Alarm("AWS/Lambda", "Errors"))).ShouldBeFalse();

    [Fact]
    public async Task A_refusal_is_a_row_of_the_resolve_plan()
    {
        _logs.FiltersRefusal = FakeLogs.Refused(RefusalReason.OperationNotOffered, "no such operation");

        var row = (await FiltersAsync("Shop")).Coverage.ShouldHaveSingleItem();

        (row.Source, row.Mandatory, row.Reason).ShouldBe(("resolve", false, RefusalReason.OperationNotOffered));
    }

    [Fact]
    public async Task Hints_that_exist_are_read_and_others_are_named()
    {
        _logs.GroupNames = ["/app/payments", "/app/payments-old", "orders"];

        var batch = await HintsAsync(
            "/app/payments", "checkout is slow since noon", "orders", "arn:aws:logs:eu-west-1:123456789012:log-group:/app/payments:*",
            "arn:aws:logs:eu-west-1:999999999999:log-group:/app/foreign", "/app/none", "x | fields @message", "checkout");

        batch.Relations.Select(r => r.To.Name).ShouldBe(["/app/payments", "orders"]);
        batch.Relations.ShouldAllBe(r => r.Source.StartsWith("hint", StringComparison.Ordinal));
        batch.Coverage.ShouldHaveSingleItem().Detail.ShouldBe("Hints that are no log group here: /app/none, checkout.");
    }

    [Fact]
    public async Task More_hints_than_the_bound_are_counted()
    {
        _logs.GroupNames = [.. Enumerable.Range(0, 12).Select(i => $"/app/{i}")];

        var batch = await HintsAsync([.. _logs.GroupNames]);

        batch.WatchedLogs.Count.ShouldBe(10);
        batch.Coverage.Single(row => row.Outcome == CoverageOutcome.Partial).Detail.ShouldNotBeNull().ShouldStartWith("10 of 12 hints");
    }

    [Fact]
    public async Task More_log_groups_of_the_alarms_metric_than_the_bound_are_counted()
    {
        _logs.Filters = [.. Enumerable.Range(0, 12).Select(i => new MetricFilter("errors", "ERROR", $"/app/{i}"))];

        var row = (await FiltersAsync("Shop")).Coverage.ShouldHaveSingleItem();

        (row.Outcome, row.Detail!.Split(" log")[0]).ShouldBe((CoverageOutcome.Partial, "10 of 12"));
    }

    [Fact]
    public async Task Where_groups_cannot_be_listed_only_a_hint_with_a_path_is_taken_at_its_word()
    {
        _logs.GroupsRefusal = FakeLogs.Refused(RefusalReason.MissingPermission, "denied");

        var batch = await HintsAsync("/app/payments", "checkout", "/app/orders");

        batch.Relations.Select(r => r.To.Name).ShouldBe(["/app/payments", "/app/orders"]);
        batch.Coverage.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Denied);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Hints_are_asked_only_when_nothing_else_gave_a_log_group(bool hasFilter, int hinted)
    {
        _logs.GroupNames = ["/app/hinted"];
        _logs.Filters = hasFilter ? [new MetricFilter("errors", "ERROR", "/app/payments")] : [];
        var alarm = Alarm("Shop", "Errors");
        var context = Of(alarm: alarm, hints: ["/app/hinted"]) with
        {
            Watched = [new WatchedAlarm(alarm, [new MetricExpression { Id = "m1", Metric = alarm.Metric, ReturnData = true }], alarm.Name)],
        };
        var batches = new List<EvidenceBatch>();
        var source = new ResolveSource([new MetricFilterResolver(_logs, new CollectionOptions())], new LogHintResolver(_logs));
        await foreach (var batch in source.CollectAsync(context, TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        var groups = batches.SelectMany(b => b.Relations).Where(r => r.Type == RelationType.LogsTo).Select(r => r.To.Name).ToList();
        groups.Count(name => name == "/app/hinted").ShouldBe(hinted);
        groups.Count.ShouldBe(1);
    }

    [Fact]
    public void Every_call_of_resolving_is_in_its_plan()
    {
        var planned = AwsResolve.Plan.Calls.ToDictionary(call => call.Permission, call => call.Mandatory);

        foreach (var api in new[] { "lambda:GetFunctionConfiguration", "ec2:DescribeInstances", "logs:DescribeLogGroups", "logs:DescribeMetricFilters" })
        {
            planned.ShouldContainKeyAndValue(api, false);
        }
    }

    private Task<EvidenceBatch> FiltersAsync(string metricNamespace) => new MetricFilterResolver(_logs, new CollectionOptions())
        .ResolveAsync(Of(alarm: Alarm(metricNamespace, "Errors")), TestContext.Current.CancellationToken);

    private Task<EvidenceBatch> HintsAsync(params string[] hints) =>
        new LogHintResolver(_logs).ResolveAsync(Of(hints: hints), TestContext.Current.CancellationToken);
}
