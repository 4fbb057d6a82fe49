using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>From a policy's condition to the series that is published as the alarm's.</summary>
public sealed class OwnSeriesTests
{
    private const string Errors = "run.googleapis.com/request_count";

    [Fact]
    public async Task A_condition_on_one_metric_steers_the_call_by_its_own_filter_and_alignment()
    {
        var watched = (await AlarmAsync(null)).SelectMany(batch => batch.Watched).ShouldHaveSingleItem();
        var monitoring = new Monitoring { Points = new Dictionary<DateTimeOffset, double> { [SourceBench.At] = 1 } };

        var batches = await MetricsAsync(monitoring, watched);

        var own = monitoring.Asked.First(query => query.Filter.Contains("response_code_class", StringComparison.Ordinal));
        (own.Aligner, own.Reducer, own.PeriodSeconds).ShouldBe(("ALIGN_DELTA", "REDUCE_SUM", 300));
        own.Filter.ShouldContain("resource.labels.service_name=\"checkout\"");
        watched.Lines.ShouldBeEmpty();
        batches.SelectMany(batch => batch.Metrics).Single(series => series.Role == MetricRole.Alarm).Name.ShouldBe(Errors);
        batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Complete);
    }

    [Fact]
    public async Task A_ratio_is_no_series_of_its_numerator()
    {
        var alarm = await AlarmAsync("it divides one metric by another");

        var row = alarm.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem();
        (row.Outcome, row.Detail).ShouldBe((CoverageOutcome.Partial, "The alarm's own series is not read, since it divides one metric by another: only what was resolved tells how it behaved."));
        var fact = alarm.SelectMany(batch => batch.Alarms).ShouldHaveSingleItem();
        (fact.Metric, fact.Threshold).ShouldBe((null, 0.05), "a threshold of a ratio is no count");
        var series = await MetricsAsync(
            new Monitoring { Points = new Dictionary<DateTimeOffset, double> { [SourceBench.At] = 1 } },
            alarm.SelectMany(batch => batch.Watched).ShouldHaveSingleItem());
        series.SelectMany(batch => batch.Metrics).ShouldAllBe(one => one.Role == MetricRole.Companion);
    }

    [Fact]
    public async Task An_own_series_without_a_point_is_said()
    {
        var watched = (await AlarmAsync(null)).SelectMany(batch => batch.Watched).ShouldHaveSingleItem();

        var batches = await MetricsAsync(new Monitoring(), watched);

        batches.SelectMany(batch => batch.Metrics).ShouldBeEmpty();
        var row = batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem();
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail.ShouldNotBeNull().ShouldContain("no point in any window");
    }

    private static AlarmFact Said => new()
    {
        Provider = CloudProvider.Gcp, Id = "projects/first/incidents/1", Name = "errors", Account = "first", Region = "global",
        State = AlarmState.Alarm, StateChangedAt = SourceBench.At, RuleId = "projects/first/alertPolicies/1/conditions/2",
        Dimensions = new Dictionary<string, string> { ["service_name"] = "checkout" },
    };

    private static Task<IReadOnlyList<EvidenceBatch>> AlarmAsync(string? beyond) => SourceBench.CollectAsync(
        new AlarmSource(new Monitoring { Beyond = beyond }), context => context with { Target = context.Target with { Alarm = Said } });

    private static Task<IReadOnlyList<EvidenceBatch>> MetricsAsync(Monitoring monitoring, WatchedAlarm watched) => SourceBench.CollectAsync(
        new MetricsSource(monitoring, new CollectionOptions()), context => context with { Watched = [watched] },
        GcpResources.Service("first", "europe-west1", "checkout"));

    private sealed class Monitoring : IMonitoringClient
    {
        private readonly Lock _gate = new();

        public string? Beyond { get; init; }

        public Dictionary<DateTimeOffset, double> Points { get; init; } = [];

        public List<SeriesQuery> Asked { get; } = [];

        public Task<AlertCondition?> GetConditionAsync(
            string project, string policy, string condition, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult<AlertCondition?>(new AlertCondition(
                "errors", null, $"metric.type=\"{Errors}\" AND metric.labels.response_code_class=\"5xx\"", "ALIGN_DELTA", "REDUCE_SUM", 300, 0,
                "COMPARISON_GT", 0.05, null, Beyond));

        public Task<SeriesAnswer> ListTimeSeriesAsync(
            string project, SeriesQuery query, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
            CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Asked.Add(query);
            }

            return Task.FromResult(new SeriesAnswer(Points.Count == 0 ? [] : [new CloudSeries("", Points)], null, null));
        }
    }
}
