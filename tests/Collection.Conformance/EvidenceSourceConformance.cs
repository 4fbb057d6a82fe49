using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;
using Microsoft.Extensions.Logging.Abstractions;

namespace CauseFlow.Collection.Conformance;

/// <summary>What every evidence source of every cloud must hold to, whatever its backend does.</summary>
public abstract class EvidenceSourceConformance : IFindingsPublisher
{
    /// <summary>A secret that the fake cloud puts into every text it may.</summary>
    protected const string Canary = "canary.person@example.com";

    private readonly Lock _gate = new();
    private readonly List<FindingsPublished> _published = [];

    protected static DateTimeOffset Now { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The vendor's way to deny an action.</summary>
    protected abstract HttpResponseMessage Denied(string action);

    protected abstract FakeCloud CreateCloud();

    /// <summary>The source under test, last; before it whatever resolves for it.</summary>
    protected abstract IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds);

    protected abstract CollectionTarget Target { get; }

    protected abstract string Region { get; }

    /// <summary>
    /// What an earlier stage resolves that is more than the source looks into; null for a source that has no bound of its own.
    /// </summary>
    protected abstract EvidenceBatch? BeyondItsBounds(CollectionContext context);

    /// <summary>How many calls the broker grants: for an API that sources share, the part of all of them.</summary>
    protected virtual int GrantOf(string permission, int own) => own;

    /// <summary>The source that the suite is about.</summary>
    internal IEvidenceSource SourceUnderTest() => CreateSources(CreateCloud(), 5)[^1][^1];

    [Fact]
    public async Task A_good_cloud_gives_evidence_and_complete_coverage()
    {
        var result = await RunAsync(CreateCloud());

        result.Outcome.ShouldBe(GoodOutcome);
        Own(result).ShouldNotBeEmpty();
        Own(result).SelectMany(f => f.Coverage).ShouldNotBeEmpty();
        result.Parts.ShouldBe(Own(result).Count);
    }

    [Fact]
    public async Task Each_stage_makes_only_calls_of_its_own_plans()
    {
        var cloud = CreateCloud();
        await RunAsync(cloud);

        // A follow-up may hold the plans of one source and of resolving alone: what another plan has is of no use then.
        foreach (var (number, stage) in CreateSources(cloud, 5).Index())
        {
            cloud.Calls.Where(call => call.Stage == number).Select(call => call.Action).Distinct()
                .ShouldBeSubsetOf(stage.SelectMany(source => source.Plan.Calls).Select(call => call.Permission));
        }
    }

    [Fact]
    public async Task A_bound_that_cuts_says_how_many_of_how_many()
    {
        var hasBound = false;
        var result = await RunAsync(CreateCloud(), resolve: context =>
        {
            var resolved = BeyondItsBounds(context);
            hasBound = resolved is not null;
            return resolved ?? new EvidenceBatch();
        });

        if (hasBound)
        {
            result.Outcome.ShouldNotBe(CoverageOutcome.Complete);
            Rows(result).ShouldContain(row =>
                row.Outcome == CoverageOutcome.Partial && Regex.IsMatch(row.Detail ?? "", "^[0-9]+ of [0-9]+ .* were looked into"));
        }
    }

    [Fact]
    public async Task What_the_cloud_says_is_redacted()
    {
        await RunAsync(CreateCloud());

        JsonSerializer.Serialize(_published, ContractJson.Options).ShouldNotContain(Canary);
    }

    /// <summary>
    /// "Nothing changed" is said only where every source that reports changes was read: one that is not known as such would
    /// be missed when it fails.
    /// </summary>
    [Fact]
    public async Task Who_reports_changes_is_known_to_do_so()
    {
        await RunAsync(CreateCloud());

        _published.SelectMany(f => (f.Changes ?? []).Select(change => (f.Source, change.Resource.Kind)))
            .Where(reported => reported.Kind != ResourceKinds.CloudWatchAlarm)
            .ShouldAllBe(reported => ChangeSources.Names.Contains(reported.Source) && ChangeSources.Of(reported.Kind) != null);
    }

    [Fact]
    public async Task A_denial_names_the_permission_and_the_remedy()
    {
        var cloud = CreateCloud();
        cloud.Fault = action => IsOwn(cloud, action) ? Denied(action) : null;

        var result = await RunAsync(cloud);

        result.Outcome.ShouldBe(OutcomeOf(CoverageOutcome.Denied));
        var row = Rows(result).First(c => c.Outcome == CoverageOutcome.Denied);
        row.Reason.ShouldBe(RefusalReason.MissingPermission);
        row.MissingPermission.ShouldBe(row.Api);
        row.Remedy.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(429, CoverageOutcome.Throttled, RefusalReason.Throttled)]
    [InlineData(500, CoverageOutcome.Failed, RefusalReason.ProviderError)]
    [InlineData(503, CoverageOutcome.Failed, RefusalReason.ProviderError)]
    [InlineData(307, CoverageOutcome.Failed, RefusalReason.ProviderError)]
    public async Task A_bad_status_is_classified(int status, CoverageOutcome outcome, RefusalReason reason)
    {
        var cloud = CreateCloud();
        cloud.Fault = action => IsOwn(cloud, action) ? FakeCloud.Json((HttpStatusCode)status, "<html>no</html>") : null;

        var result = await RunAsync(cloud);

        result.Outcome.ShouldBe(OutcomeOf(outcome));
        Rows(result).ShouldContain(c => c.Reason == reason && c.Remedy != null);
    }

    [Theory]
    [InlineData("{\"cut")]
    [InlineData("<html>proxy</html>")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Garbage_is_a_failed_source(string body)
    {
        var cloud = CreateCloud();
        cloud.Fault = action => IsOwn(cloud, action) ? FakeCloud.Json(HttpStatusCode.OK, body) : null;

        (await RunAsync(cloud)).Outcome.ShouldBe(OutcomeOf(CoverageOutcome.Failed));
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        var cloud = CreateCloud();
        cloud.Fault = action => IsOwn(cloud, action) ? FakeCloud.Json(HttpStatusCode.OK, new string(' ', 9 * 1024 * 1024)) : null;

        var result = await RunAsync(cloud);

        result.Outcome.ShouldBe(OutcomeOf(CoverageOutcome.Failed));
        Rows(result).ShouldContain(c => c.Detail != null && c.Detail.Contains("larger than"));
    }

    [Fact]
    public async Task A_cloud_that_never_answers_costs_only_the_attempts_time()
    {
        var cloud = CreateCloud();
        cloud.Hangs = action => IsOwn(cloud, action);

        var result = await RunAsync(cloud, attemptTimeoutSeconds: 1);

        result.Outcome.ShouldBe(OutcomeOf(CoverageOutcome.Failed));
        Rows(result).ShouldContain(c => c.Reason == RefusalReason.ProviderUnreachable);
    }

    [Fact]
    public async Task Cancelling_ends_the_source_without_a_further_message()
    {
        var cloud = CreateCloud();
        cloud.Hangs = action => IsOwn(cloud, action);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(cloud, 60, cancellationToken: stop.Token);
        (await Task.WhenAny(cloud.Hanging.Task, running)).ShouldBe(cloud.Hanging.Task, "the source made no call that could hang");
        var before = _published.Count;

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        _published.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Two_runs_give_the_same_evidence_ids()
    {
        await RunAsync(CreateCloud());
        var first = EvidenceIdsOf(_published);
        _published.Clear();
        await RunAsync(CreateCloud());

        EvidenceIdsOf(_published).ShouldBe(first);
    }

    Task IFindingsPublisher.PublishAsync(FindingsPublished findings, Guid messageId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        JsonSerializer.SerializeToUtf8Bytes(findings, ContractJson.Options).Length.ShouldBeLessThanOrEqualTo(200 * 1024);
        lock (_gate)
        {
            _published.Add(findings);
        }

        return Task.CompletedTask;
    }

    /// <summary>What a good cloud gives.</summary>
    protected virtual CoverageOutcome GoodOutcome => CoverageOutcome.Complete;

    /// <summary>Of the source's own actions, those that a faulty cloud gets wrong.</summary>
    protected virtual bool IsFaulty(string action) => true;

    /// <summary>What a failure of every call makes of the source; where all its calls are optional, it is only partial.</summary>
    protected virtual CoverageOutcome OutcomeOf(CoverageOutcome row) => row;

    private async Task<SourceResult> RunAsync(
        FakeCloud cloud, int attemptTimeoutSeconds = 5, Func<CollectionContext, EvidenceBatch>? resolve = null,
        CancellationToken cancellationToken = default)
    {
        var runner = new SourceRunner(new CollectionOptions(), this, TimeProvider.System, NullLogger.Instance);
        List<IReadOnlyList<IEvidenceSource>> stages =
        [
            .. CreateSources(cloud, attemptTimeoutSeconds).Select((stage, number) =>
                (IReadOnlyList<IEvidenceSource>)[.. stage.Select(source => new StageMarker(source, () => cloud.Stage = number))]),
        ];
        if (resolve is not null)
        {
            stages.Insert(stages.Count - 1, [new Resolving(resolve)]);
        }

        var budget = new CallBudget(
            stages.SelectMany(stage => stage).SelectMany(source => source.Plan.Calls)
                .GroupBy(call => call.Permission).ToDictionary(g => g.Key, g => GrantOf(g.Key, g.Max(call => call.MaxCallsPerRun))),
            1L << 30);
        var results = await runner.RunAsync(
            new CollectionRun
            {
                TenantId = "ten", InvestigationId = "inv", Pass = 1, IntegrationId = "int", LeaseId = "lea", RunId = "run",
                RunNumber = 1, Account = Target.Accounts[0], Region = Region, Target = Target,
                Window = new InvestigationWindow
                {
                    From = Now.AddMinutes(-15), To = Now,
                    Baselines = [new Baseline { From = Now.AddMinutes(-75), To = Now.AddMinutes(-15), Kind = BaselineKind.Adjacent }],
                },
                Budget = budget, Redactor = new Redactor(),
            },
            stages, cancellationToken);
        return results[^1];
    }

    private List<FindingsPublished> Own(SourceResult result) => [.. _published.Where(f => f.Source == result.Source)];

    private List<Coverage> Rows(SourceResult result) => [.. Own(result).SelectMany(f => f.Coverage)];

    /// <summary>Faults hit the source under test, and leave alone what resolves for it.</summary>
    private bool IsOwn(FakeCloud cloud, string action)
    {
        var stages = CreateSources(cloud, 5);
        var own = stages[^1][^1].Plan.Calls.Select(call => call.Permission);
        return own.Contains(action) && IsFaulty(action) && cloud.Stage == stages.Count - 1;
    }

    private static List<string> EvidenceIdsOf(IEnumerable<FindingsPublished> findings) =>
    [
        .. findings.SelectMany(f => (f.Logs ?? []).Select(x => x.EvidenceId)
                .Concat((f.Metrics ?? []).Select(x => x.EvidenceId)).Concat((f.States ?? []).Select(x => x.EvidenceId))
                .Concat((f.Changes ?? []).Select(x => x.EvidenceId)).Concat((f.Relations ?? []).Select(x => x.EvidenceId))
                .Concat((f.Alarms ?? []).Select(x => x.EvidenceId!)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Tells the cloud which stage is at work; the runner never starts one before the last has ended.</summary>
    private sealed class StageMarker(IEvidenceSource source, Action starting) : IEvidenceSource
    {
        public SourcePlan Plan => source.Plan;

        public bool AppliesTo(CollectionTarget target) => source.AppliesTo(target);

        public IAsyncEnumerable<EvidenceBatch> CollectAsync(CollectionContext context, CancellationToken cancellationToken)
        {
            starting();
            return source.CollectAsync(context, cancellationToken);
        }
    }

    private sealed class Resolving(Func<CollectionContext, EvidenceBatch> resolve) : IEvidenceSource
    {
        public SourcePlan Plan { get; } = new() { Source = "resolving", DelayClass = DelayClass.Immediate, Calls = [] };

        public bool AppliesTo(CollectionTarget target) => true;

        public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
            CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return resolve(context);
        }
    }
}
