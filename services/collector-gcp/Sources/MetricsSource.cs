using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// The alarm's series with the policy's own filter and alignment, over incident and every baseline, and the companions of
/// what was resolved over the incident and the hour before. Each call reads one metric type, so that companions get one.
/// </summary>
internal sealed class MetricsSource(IMonitoringClient monitoring, CollectionOptions options) : IEvidenceSource
{
    private const string Api = "monitoring.timeSeries.list";

    /// <summary>As many as a usual run has: reading them then takes as long as the slowest of them.</summary>
    private const int Parallel = 32;

    public SourcePlan Plan => GcpPlans.Metrics;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var wanted = cuts.Take(WantedSeries.Of(context), options.MaxSeries, Api, "series");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable, "No metric belongs to what was resolved.")],
            };
            yield break;
        }

        using var gate = new SemaphoreSlim(Parallel);
        var readings = await Task.WhenAll(wanted.Select(series => ReadAsync(context, series, gate, cancellationToken)));
        yield return new EvidenceBatch
        {
            Metrics = [.. readings.Select(reading => reading.Evidence).OfType<MetricSeries>()],
            Coverage = Rows(context, readings),
        };
    }

    private sealed record Reading(WantedSeries Wanted, MetricSeries? Evidence, CollectionException? Failure, string? Gap);

    private async Task<Reading> ReadAsync(
        CollectionContext context, WantedSeries wanted, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        var windows = MetricWindows.Of(context, wanted.Query.PeriodSeconds);
        var reading = await WindowReading.OfAsync(wanted.Role == MetricRole.Alarm ? windows : windows.Take(1), async (from, to) =>
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                return await monitoring.ListTimeSeriesAsync(
                    wanted.Resource.Account, wanted.Query, from, to, options.MaxPages, context.Calls, cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        });
        var grid = new MetricGrid(wanted.Query.PeriodSeconds);
        var hasPoints = false;
        foreach (var (from, to, answer) in reading.Windows)
        {
            var points = Joined(answer.Series);
            hasPoints |= points.Count > 0;
            var values = new MetricValues(points, IsWhole: answer.Gap is null);
            if (values.IsWhole)
            {
                grid.Add(values, from, to);
            }
            else
            {
                // Newest first, and errors leave out whichever part they hit: nothing tells what is silence and what is missing.
                grid.AddPoints(values);
            }
        }

        var unit = reading.Windows.Select(window => window.Answer.Unit).FirstOrDefault(found => found is not null);
        return new Reading(
            wanted, hasPoints ? wanted.Evidence(context, grid, unit) : null, reading.Failure,
            reading.Windows.Select(window => window.Answer.Gap).FirstOrDefault(gap => gap is not null));
    }

    /// <summary>Where the policy reduces nothing, each series alone may cross the threshold: the highest speaks.</summary>
    private static Dictionary<DateTimeOffset, double> Joined(IReadOnlyList<CloudSeries> series) => series.SelectMany(one => one.Points)
        .GroupBy(point => point.Key).ToDictionary(group => group.Key, group => group.Max(point => point.Value));

    private List<Coverage> Rows(CollectionContext context, IReadOnlyList<Reading> readings)
    {
        var rows = new List<Coverage>();
        var alarm = readings.FirstOrDefault(reading => reading.Wanted.Role == MetricRole.Alarm && reading.Failure is not null);
        var failed = readings.Where(reading => reading.Failure is not null).ToList();
        if (failed.Count > 0)
        {
            var row = CoverageRows.OfError(context, Plan, Api, (alarm ?? failed[0]).Failure!);
            rows.Add(failed.Count == readings.Count ? row : row with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = $"{failed.Count} of {readings.Count} series could not be read whole. {row.Detail}",
            });
        }

        rows.AddRange(readings.Select(reading => reading.Gap).OfType<string>().Distinct(StringComparer.Ordinal).Take(3)
            .Select(gap => CoverageRows.Of(context, Plan, Api, CoverageOutcome.Partial, gap)));
        if (readings.Any(reading => reading is { Wanted.Role: MetricRole.Alarm, Evidence: null, Failure: null, Gap: null }))
        {
            rows.Add(CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Partial,
                "The alarm's own series has no point in any window: its metric reports nothing, or its labels name something else now."));
        }

        if (rows.Count == 0)
        {
            rows.Add(CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete));
        }

        return rows;
    }
}
