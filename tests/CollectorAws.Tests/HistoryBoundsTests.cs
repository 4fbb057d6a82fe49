using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;
using static CauseFlow.CollectorAws.Tests.LogsContext;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A bound that cuts a history says so: nothing may look as if there were no more.</summary>
public sealed class HistoryBoundsTests
{
    [Fact]
    public void Versions_beyond_the_bound_are_told_and_the_latest_are_shown()
    {
        var context = Of();
        var cuts = new Cuts(context, AwsPlans.Lambda);
        var changes = FunctionHistory.Changes(
            context, Resource(ResourceKinds.LambdaFunction), [.. Enumerable.Range(1, 53).Select(Version)], TimeSpan.FromDays(1), cuts);

        changes.Count.ShouldBe(50);
        changes[0].Summary.ShouldContain("version 4 against 3");
        changes[^1].Summary.ShouldContain("version 53 against 52");
        var row = cuts.Rows.ShouldHaveSingleItem();
        (row.Outcome, row.Source).ShouldBe((CoverageOutcome.Partial, "lambda"));
        row.Detail.ShouldNotBeNull().ShouldContain("50 of 52 changes of web");
    }

    [Fact]
    public async Task Deployments_beyond_the_bound_are_told_and_the_latest_are_shown()
    {
        var context = Of();
        var cuts = new Cuts(context, AwsPlans.Ecs);
        var definitions = new TaskDefinitionReader(
            new FakeEcs(name => new EcsTaskDefinition
            {
                Family = "web", Revision = int.Parse(name.Split(':')[1], CultureInfo.InvariantCulture),
            }),
            context, AwsPlans.Ecs);
        var changes = await EcsHistory.ChangesAsync(
            context, Resource(ResourceKinds.EcsService),
            [.. Enumerable.Range(1, 12).Select(i => new Rollout($"ecs-svc/{i}", $"web:{i}", Noon.AddMinutes(i - 20), 1))],
            TimeSpan.FromDays(1), definitions, cuts, TestContext.Current.CancellationToken);

        changes.Count.ShouldBe(10);
        changes[0].Summary.ShouldContain("web:3");
        changes[^1].Summary.ShouldContain("web:12");
        var row = cuts.Rows.ShouldHaveSingleItem();
        (row.Outcome, row.Source).ShouldBe((CoverageOutcome.Partial, "ecs"));
        row.Detail.ShouldNotBeNull().ShouldContain("10 of 12 deployments of web");
    }

    [Theory]
    [InlineData(5, true, CoverageOutcome.Complete, "went into ALARM 5 times")]
    [InlineData(25, true, CoverageOutcome.Partial, "Only the last 20 of 25 transitions are shown.")]
    [InlineData(5, false, CoverageOutcome.Partial, "went into ALARM at least 5 times")]
    public async Task A_history_of_an_alarm_that_is_not_whole_is_partial(int count, bool isComplete, CoverageOutcome outcome, string said)
    {
        var source = new AlarmHistorySource(
            new CloudWatch(new Pages<AlarmTransition>(
                [.. Enumerable.Range(1, count).Select(i => new AlarmTransition(From.AddMinutes(-i), "OK", "ALARM"))], isComplete)),
            new CollectionOptions(), new CollectorAwsOptions());
        var context = Of() with { Watched = [new WatchedAlarm(Alarm("AWS/Lambda", "Errors"), [], "a")] };
        var rows = new List<Coverage>();
        await foreach (var batch in source.CollectAsync(context, TestContext.Current.CancellationToken))
        {
            rows.AddRange(batch.Coverage);
        }

        var row = rows.ShouldHaveSingleItem();
        row.Outcome.ShouldBe(outcome);
        row.Detail.ShouldNotBeNull().ShouldContain(said);
    }

    private static ResourceRef Resource(string kind) => new()
    {
        Provider = CloudProvider.Aws, Account = "123456789012", Region = "eu-west-1", Kind = kind, Id = "arn:aws:x:eu-west-1:123456789012:web",
        Name = "web",
    };

    private static FunctionConfiguration Version(int number) => new()
    {
        Name = "web", Version = number.ToString(CultureInfo.InvariantCulture), LastModified = Noon.AddMinutes(number - 90),
        CodeSha256 = $"sha-{number}",
    };

    private sealed class CloudWatch(Pages<AlarmTransition> history) : ICloudWatchClient
    {
        public Task<Pages<NamedTransition>> DescribeHistoryAsync(
            DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Pages<AlarmTransition>> DescribeAlarmHistoryAsync(
            string name, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(history);

        public Task<IReadOnlyList<CloudAlarm>> DescribeAlarmsAsync(
            IReadOnlyList<string> names, CallMeter calls, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CloudAlarm>> DescribeFiringAlarmsAsync(CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<string>> DescribeChildrenAsync(
            string composite, CallMeter calls, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<MetricAnswer<MetricValues>> GetMetricDataAsync(
            IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<MetricAnswer<LineValues>> GetMetricMathAsync(
            IReadOnlyList<AlarmLine> lines, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Pages<string>> ListDimensionValuesAsync(
            DimensionFilter filter, string dimension, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
