using System.Runtime.CompilerServices;
using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Collection.Tests;

public sealed class SourceRunnerTests : IFindingsPublisher
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero));
    private readonly List<(FindingsPublished Findings, Guid Id)> _published = [];
    private readonly CollectionOptions _options = new();
    private readonly CallBudget _budget = new(new Dictionary<string, int> { ["a:Call"] = 2 }, 1_000);

    [Fact]
    public async Task RunAsync_OneSourceThrows_TheOtherIsUnharmed()
    {
        var results = await RunAsync(
            new FakeSource("bad", (_, _) => throw new InvalidOperationException("password=hunter2")),
            new FakeSource("good", (context, _) => One(Batch(context))));

        results.Single(r => r.Source == "bad").Outcome.ShouldBe(CoverageOutcome.Failed);
        results.Single(r => r.Source == "good").Outcome.ShouldBe(CoverageOutcome.Complete);
        JsonSerializer.Serialize(Findings, ContractJson.Options).ShouldNotContain("hunter2");
        Findings.Single(f => f.Source == "bad").Coverage.ShouldHaveSingleItem().Remedy.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task RunAsync_Denied_NamesPermissionAndRemedy()
    {
        var denied = new PermanentCollectionException(RefusalReason.MissingPermission, "no", "add it")
        {
            Api = "a:Call", MissingPermission = "a:Call",
        };

        var results = await RunAsync(new FakeSource("s", (_, _) => throw denied));

        results.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Denied);
        var row = Findings.ShouldHaveSingleItem().Coverage.ShouldHaveSingleItem();
        (row.Outcome, row.MissingPermission, row.Remedy).ShouldBe((CoverageOutcome.Denied, "a:Call", "add it"));
    }

    [Fact]
    public async Task RunAsync_SourceHangs_TimesOutAndKeepsWhatItHad()
    {
        var hanging = new TaskCompletionSource();
        var running = RunAsync(new FakeSource("slow", (context, token) => Hang(context, hanging, token)));
        await hanging.Task;

        _time.Advance(TimeSpan.FromSeconds(_options.SourceTimeoutSeconds + 1));
        var results = await running;

        results.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.TimedOut);
        Findings[0].States.ShouldNotBeNull().Count.ShouldBe(1);
        Findings[1].Coverage.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.TimedOut);
    }

    [Fact]
    public async Task RunAsync_RunsTimeIsUp_EndsTheStageAndTheOnesThatFollow()
    {
        _options.RunTimeoutSeconds = 30;
        var hanging = new TaskCompletionSource();
        var runner = new SourceRunner(_options, this, _time, NullLogger.Instance);
        var running = runner.RunAsync(
            Run(),
            [
                [new FakeSource("slow", (context, token) => Hang(context, hanging, token))],
                [new FakeSource("late", (context, _) => One(Batch(context)))],
            ],
            TestContext.Current.CancellationToken);
        await hanging.Task;

        _time.Advance(TimeSpan.FromSeconds(31));
        var results = await running;

        results.Select(r => (r.Source, r.Outcome)).ShouldBe(
            [("slow", CoverageOutcome.TimedOut), ("late", CoverageOutcome.TimedOut)]);
        Findings[^1].Coverage.ShouldHaveSingleItem().Detail.ShouldNotBeNull().ShouldContain("30 s");
    }

    [Fact]
    public async Task RunAsync_LaterStage_SeesRawDimensionsThatAreNeverPublished()
    {
        IReadOnlyList<WatchedAlarm>? seen = null;
        var alarm = new AlarmFact
        {
            EvidenceId = "evi_1", Provider = CloudProvider.Aws, Id = "arn", Name = "a", Account = "1", Region = "r", State = AlarmState.Alarm,
            StateChangedAt = _time.GetUtcNow(),
        };
        var watched = new WatchedAlarm(
            alarm,
            [new MetricExpression { Id = "m1", Dimensions = new Dictionary<string, string> { ["Owner"] = "jane@example.com" } }],
            "a");
        await new SourceRunner(_options, this, _time, NullLogger.Instance).RunAsync(
            Run(),
            [
                [new FakeSource("first", (_, _) => One(new EvidenceBatch { Alarms = [alarm], Watched = [watched] }))],
                [new FakeSource("second", (context, _) =>
                {
                    seen = context.Watched;
                    return One(new EvidenceBatch());
                })],
            ],
            TestContext.Current.CancellationToken);

        seen.ShouldNotBeNull().ShouldHaveSingleItem().Lines[0].Dimensions!["Owner"].ShouldBe("jane@example.com");
        JsonSerializer.Serialize(Findings, ContractJson.Options).ShouldNotContain("jane@example.com");
    }

    [Fact]
    public async Task RunAsync_Cancelled_ThrowsAndPublishesNothingMore()
    {
        using var stop = new CancellationTokenSource();
        var hanging = new TaskCompletionSource();
        var running = RunAsync(stop.Token, new FakeSource("s", (context, token) => Hang(context, hanging, token)));
        await hanging.Task;

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        Findings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RunAsync_LargeBatch_IsSplitBelowTheBoundAndNumbered()
    {
        _options.MaxPartBytes = 10_000;
        var results = await RunAsync(new FakeSource("s", (context, _) => One(new EvidenceBatch
        {
            States = [.. Enumerable.Range(0, 100).Select(i => State(context, $"{i}", new string('x', 500)))],
        })));

        var parts = Findings;
        parts.Count.ShouldBeGreaterThan(5);
        parts.ShouldAllBe(part => JsonSerializer.SerializeToUtf8Bytes(part, ContractJson.Options).Length <= 10_000);
        parts.Select(part => part.Part).ShouldBe(Enumerable.Range(1, parts.Count));
        parts.SelectMany(part => part.States ?? []).Count().ShouldBe(100);
        results.ShouldHaveSingleItem().Parts.ShouldBe(parts.Count);
        _published.Select(p => p.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task RunAsync_FactLargerThanAMessage_IsLeftOutAndSaid()
    {
        _options.MaxPartBytes = 10_000;
        var results = await RunAsync(new FakeSource("s", (context, _) => One(new EvidenceBatch
        {
            States = [State(context, "big", new string('x', 20_000)), State(context, "small", "x")],
        })));

        results.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Partial);
        Findings.SelectMany(f => f.States ?? []).ShouldHaveSingleItem().Resource.Name.ShouldBe("small");
    }

    [Fact]
    public async Task RunAsync_LaterStage_SeesWhatEarlierOnesResolved()
    {
        IReadOnlyList<ResourceRef>? seen = null;
        var runner = new SourceRunner(_options, this, _time, NullLogger.Instance);

        await runner.RunAsync(
            Run(),
            [
                [new FakeSource("first", (context, _) => One(new EvidenceBatch { Resources = [Resource("r")] }))],
                [new FakeSource("second", (context, _) =>
                {
                    seen = context.Resources;
                    return One(new EvidenceBatch());
                })],
            ],
            TestContext.Current.CancellationToken);

        seen.ShouldNotBeNull().ShouldHaveSingleItem().Name.ShouldBe("r");
    }

    [Fact]
    public async Task RunAsync_BudgetSpent_IsPartialWithTheQuotasName()
    {
        var results = await RunAsync(new FakeSource("s", (context, _) =>
        {
            context.Calls.Spend("a:Call");
            context.Calls.Spend("a:Call");
            context.Calls.Spend("a:Call");
            return One(new EvidenceBatch());
        }));

        results.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Partial);
        results[0].CallsUsed.ShouldBe(2);
        var row = Findings.ShouldHaveSingleItem().Coverage.ShouldHaveSingleItem();
        row.Reason.ShouldBe(RefusalReason.QuotaReserved);
        row.Detail.ShouldNotBeNull().ShouldContain("a:Call");
        (row.CallsUsed, row.CallBudget).ShouldBe((2, 2));
    }

    [Theory]
    [InlineData("a:Call", "is spent")]
    [InlineData("a:Taken", "is taken by others")]
    [InlineData("a:Unplanned", "The plan of this run does not hold a:Unplanned")]
    public void Spend_RefusesEachInItsOwnWords(string api, string words)
    {
        var meter = new CallBudget(new Dictionary<string, int> { ["a:Call"] = 1, ["a:Taken"] = 0 }, 0).MeterFor("s");
        if (api == "a:Call")
        {
            meter.Spend(api);
        }

        Should.Throw<PermanentCollectionException>(() => meter.Spend(api)).Message.ShouldContain(words);
    }

    [Theory]
    [InlineData(DelayClass.Immediate, 0, CoverageOutcome.Complete)]
    [InlineData(DelayClass.Minutes, 0, CoverageOutcome.Complete)]
    [InlineData(DelayClass.Late, 0, CoverageOutcome.TooEarly)]
    [InlineData(DelayClass.Late, 299, CoverageOutcome.TooEarly)]
    [InlineData(DelayClass.Late, 300, CoverageOutcome.Complete)]
    public async Task RunAsync_LateClass_IsTooEarlyUntilItsDelayHasPassed(DelayClass delay, int seconds, CoverageOutcome expected)
    {
        var run = Run();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        var source = new FakeSource("s", (context, _) => One(Batch(context) with
        {
            Coverage =
            [
                CoverageRows.Of(context, FakeSource.PlanOf("s", delay), "a:Call", CoverageOutcome.Complete),
                CoverageRows.Of(context, FakeSource.PlanOf("s", delay), "a:Other", CoverageOutcome.NotApplicable),
            ],
        }), delay);

        var results = await new SourceRunner(_options, this, _time, NullLogger.Instance)
            .RunAsync(run, [[source]], TestContext.Current.CancellationToken);

        results.ShouldHaveSingleItem().Outcome.ShouldBe(expected);
        Findings.SelectMany(f => f.Coverage).Select(row => row.Outcome).ShouldBe([expected, CoverageOutcome.NotApplicable]);
    }

    [Fact]
    public async Task RunAsync_LateClass_SilentSourceIsTooEarlyToo() =>
        (await RunAsync(new FakeSource("s", (_, _) => One(new EvidenceBatch()), DelayClass.Late)))
            .ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.TooEarly);

    [Fact]
    public async Task RunAsync_MoreResourcesThanTheBound_IsPartial()
    {
        _options.MaxResources = 2;

        var results = await RunAsync(new FakeSource("s", (_, _) => One(new EvidenceBatch { Resources = [Resource("a"), Resource("b"), Resource("c")] })));

        results.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Partial);
        Findings[^1].Coverage.ShouldHaveSingleItem().Detail.ShouldNotBeNull().ShouldStartWith("1 resources");
    }

    [Fact]
    public void MessageId_SameRunAndPart_IsTheSame()
    {
        var id = EvidenceIds.MessageId("inv", 1, "int", "eu-west-1", "logs", "run_1", 1);

        EvidenceIds.MessageId("inv", 1, "int", "eu-west-1", "logs", "run_1", 1).ShouldBe(id);
        EvidenceIds.MessageId("inv", 1, "int", "eu-west-1", "logs", "run_2", 1).ShouldNotBe(id);
        EvidenceIds.MessageId("inv", 1, "int", "eu-west-1", "logs", "run_1", 2).ShouldNotBe(id);
    }

    Task IFindingsPublisher.PublishAsync(FindingsPublished findings, Guid messageId, CancellationToken cancellationToken)
    {
        lock (_published)
        {
            _published.Add((findings, messageId));
        }

        return Task.CompletedTask;
    }

    private List<FindingsPublished> Findings => [.. _published.Select(p => p.Findings)];

    private Task<IReadOnlyList<SourceResult>> RunAsync(params IEvidenceSource[] sources) =>
        RunAsync(TestContext.Current.CancellationToken, sources);

    private Task<IReadOnlyList<SourceResult>> RunAsync(CancellationToken token, params IEvidenceSource[] sources) =>
        new SourceRunner(_options, this, _time, NullLogger.Instance).RunAsync(Run(), [sources], token);

    private CollectionRun Run() => new()
    {
        TenantId = "ten", InvestigationId = "inv", Pass = 1, IntegrationId = "int", LeaseId = "lea", RunId = "run_1", RunNumber = 1,
        Account = "123456789012", Region = "eu-west-1",
        Target = new CollectionTarget { Resources = [], Accounts = ["123456789012"], Regions = ["eu-west-1"] },
        Window = new InvestigationWindow { From = _time.GetUtcNow().AddMinutes(-15), To = _time.GetUtcNow(), Baselines = [] },
        Budget = _budget, Redactor = new Redactor(),
    };

    private static EvidenceBatch Batch(CollectionContext context) => new() { States = [State(context, "x", "y")] };

    private static ResourceState State(CollectionContext context, string name, string text) => new()
    {
        EvidenceId = context.Ids.For("state", name), Resource = Resource(name), Status = ResourceStatus.Healthy, NativeStatus = "ok",
        Conditions = [], Attributes = new Dictionary<string, string> { ["text"] = text }, ObservedAt = context.Time.GetUtcNow(),
    };

    private static ResourceRef Resource(string name) => new()
    {
        Provider = CloudProvider.Aws, Account = "123456789012", Region = "eu-west-1", Kind = ResourceKinds.GenericService, Id = name, Name = name,
    };

    private static async IAsyncEnumerable<EvidenceBatch> One(EvidenceBatch batch)
    {
        await Task.Yield();
        yield return batch;
    }

    private static async IAsyncEnumerable<EvidenceBatch> Hang(
        CollectionContext context, TaskCompletionSource hanging, [EnumeratorCancellation] CancellationToken token)
    {
        yield return Batch(context);
        hanging.TrySetResult();
        await Task.Delay(Timeout.Infinite, token);
    }

    private sealed class FakeSource(
        string name, Func<CollectionContext, CancellationToken, IAsyncEnumerable<EvidenceBatch>> collect,
        DelayClass delay = DelayClass.Immediate) : IEvidenceSource
    {
        public SourcePlan Plan { get; } = PlanOf(name, delay);

        public static SourcePlan PlanOf(string name, DelayClass delay) => new()
        {
            Source = name,
            DelayClass = delay,
            Calls = [new PlannedCall { Permission = "a:Call", Mandatory = true, MaxCallsPerRun = 2, CostKind = CostKind.Free }],
        };

        public bool AppliesTo(CollectionTarget target) => true;

        public IAsyncEnumerable<EvidenceBatch> CollectAsync(CollectionContext context, CancellationToken cancellationToken) =>
            collect(context, cancellationToken);
    }
}
