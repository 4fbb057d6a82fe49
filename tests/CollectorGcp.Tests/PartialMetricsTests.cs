using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

public sealed class PartialMetricsTests
{
    [Fact]
    public async Task A_window_with_a_gap_has_the_points_that_came_and_no_silence()
    {
        var series = await SeriesAsync("Google could not read a part of the points (code 14): what is there is missing.");

        series.ShouldAllBe(one => one.Points.Count == 2 && one.Points.All(point => point.Value == 1));
    }

    [Fact]
    public async Task A_window_that_was_read_whole_tells_its_silence()
    {
        var series = await SeriesAsync(null);

        series.ShouldAllBe(one => one.Points.Count > 60 && one.Points.Count(point => point.Value == null) > 58);
    }

    private static async Task<IReadOnlyList<MetricSeries>> SeriesAsync(string? gap)
    {
        var batches = await SourceBench.CollectAsync(
            new MetricsSource(new Monitoring(gap), new CollectionOptions()), GcpResources.Service("first", "europe-west1", "checkout"));
        var series = batches.SelectMany(batch => batch.Metrics).ToList();
        series.ShouldNotBeEmpty();
        batches.SelectMany(batch => batch.Coverage).ShouldAllBe(row => row.Outcome == (gap == null ? CoverageOutcome.Complete : CoverageOutcome.Partial));
        return series;
    }

    private sealed class Monitoring(string? gap) : IMonitoringClient
    {
        public Task<AlertCondition?> GetConditionAsync(
            string project, string policy, string condition, CallMeter calls, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SeriesAnswer> ListTimeSeriesAsync(
            string project, SeriesQuery query, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
            CancellationToken cancellationToken) => Task.FromResult(new SeriesAnswer(
            [
                new CloudSeries("", new Dictionary<DateTimeOffset, double> { [SourceBench.At.AddMinutes(10)] = 1, [SourceBench.At.AddMinutes(-10)] = 1 }),
            ],
            null, gap));
    }
}
