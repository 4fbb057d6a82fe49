using CauseFlow.Contracts;
using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Verdicts;

namespace CauseFlow.Investigations.Tests;

public sealed class FactSelectionTests
{
    private const int Many = 10_000;
    private static readonly DateTimeOffset At = new(2026, 5, 4, 3, 2, 0, TimeSpan.Zero);

    [Fact]
    public void Of_ManyFacts_IsBoundedAndHasWhatTheVerdictCitesFirst()
    {
        var sheet = FactSelection.Of(Row(), Case(), []);

        sheet.Metrics.Count.ShouldBe(FactSelection.MaxMetrics);
        sheet.Logs.Count.ShouldBe(FactSelection.MaxLogs);
        sheet.States.Count.ShouldBe(FactSelection.MaxStates);
        sheet.Changes.Count.ShouldBe(FactSelection.MaxChanges);
        sheet.Metrics[0].EvidenceId.ShouldBe($"metric {Many - 1}");
        sheet.Logs[0].EvidenceId.ShouldBe($"log {Many - 1}");
        sheet.States[0].EvidenceId.ShouldBe($"state {Many - 1}");
        sheet.Changes[0].EvidenceId.ShouldBe($"change {Many - 1}");
        sheet.Totals.ShouldBe(new FactTotals(0, Many, Many, Many, Many, 0));
    }

    [Fact]
    public void Of_AnyOrder_IsTheSame()
    {
        var file = Case();
        var turned = file with
        {
            Metrics = [.. file.Metrics.Reverse()], Logs = [.. file.Logs.Reverse()], States = [.. file.States.Reverse()],
            Changes = [.. file.Changes.Reverse()],
        };

        var (one, other) = (FactSelection.Of(Row(), file, []), FactSelection.Of(Row(), turned, []));

        other.Metrics.Select(fact => fact.EvidenceId).ShouldBe(one.Metrics.Select(fact => fact.EvidenceId));
        other.Logs.Select(fact => fact.EvidenceId).ShouldBe(one.Logs.Select(fact => fact.EvidenceId));
        other.States.Select(fact => fact.EvidenceId).ShouldBe(one.States.Select(fact => fact.EvidenceId));
        other.Changes.Select(fact => fact.EvidenceId).ShouldBe(one.Changes.Select(fact => fact.EvidenceId));
    }

    private static ResourceRef Resource(int number) => new()
    {
        Provider = CloudProvider.Aws, Account = "1", Region = "r", Kind = "aws.ec2.instance", Id = $"i-{number}", Name = $"i-{number}",
    };

    private static VerdictRow Row() => new()
    {
        TenantId = "ten_1", InvestigationId = "inv_1", IncidentId = "inc_1", Revision = 1,
        Verdict = new()
        {
            Outcome = VerdictOutcome.Cause, Revision = 1, Summary = "s", RuledOut = [],
            Causes =
            [
                new()
                {
                    Rank = 1, Resource = Resource(5), Category = CauseCategory.Unknown, Signal = "s", Summary = "s", Explanation = "e",
                    Confidence = 0.5, Refuting = [], NextSteps = [], ChangeId = $"change {Many - 1}",
                    Supporting = [$"metric {Many - 1}", $"log {Many - 1}", $"state {Many - 1}"],
                },
            ],
        },
    };

    private static CaseFile Case() => new()
    {
        TenantId = "ten_1", IncidentId = "inc_1", InvestigationId = "inv_1", Pass = 1, Revision = 1, AsOf = At,
        Window = new() { From = At.AddMinutes(-15), To = At, Baselines = [] }, Alarms = [], Resources = [], Relations = [], Coverage = [],
        Metrics =
        [
            .. Enumerable.Range(0, Many).Select(i => new MetricSeries
            {
                EvidenceId = $"metric {i}", Resource = Resource(i), Namespace = "n", Name = "m", Statistic = "Sum", PeriodSeconds = 60,
                Role = MetricRole.Companion, Points = [], ObservedAt = At,
            }),
        ],
        Logs =
        [
            .. Enumerable.Range(0, Many).Select(i => new LogPattern
            {
                EvidenceId = $"log {i}", Resource = Resource(i), PatternId = "p", Template = "t", Severity = LogSeverity.Info,
                BaselineCountsPerMinute = [1], IncidentCountsPerMinute = [i % 7], FirstSeen = At, LastSeen = At, Samples = [], ObservedAt = At,
            }),
        ],
        States =
        [
            .. Enumerable.Range(0, Many).Select(i => new ResourceState
            {
                EvidenceId = $"state {i}", Resource = Resource(i), Status = ResourceStatus.Healthy, NativeStatus = "ok", Conditions = [],
                Attributes = new Dictionary<string, string>(), ObservedAt = At,
            }),
        ],
        Changes =
        [
            .. Enumerable.Range(0, Many).Select(i => new Change
            {
                EvidenceId = $"change {i}", Resource = Resource(i), Kind = ChangeKind.Deployment, Summary = "s", Differences = [],
                Time = new() { OccurredAt = At, UncertaintySeconds = 1, ObservedAt = At },
            }),
        ],
    };
}
