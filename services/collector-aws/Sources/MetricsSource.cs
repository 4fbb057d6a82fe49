using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// The series of the alarm, and of those below a composite one, in their own period, so that a value means what the
/// threshold means; metric math as CloudWatch evaluates it; and the companions of what was resolved. The incident and the
/// hour before are one call, each further baseline one more, all of them at once: none needs another's answer. A period
/// without data is a null point, never left out.
/// </summary>
internal sealed class MetricsSource(ICloudWatchClient cloudWatch, CollectionOptions options) : IEvidenceSource
{
    private const string Api = "cloudwatch:GetMetricData";
    private const int MaxMathAlarms = 5;

    public SourcePlan Plan => AwsPlans.Metrics;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var wanted = cuts.Take(WantedSeries.Of(context), options.MaxSeries, Api, "series");
        var math = cuts.Take(
            context.Watched.Where(alarm => alarm.Lines.Any(line => line.Expression is not null)), MaxMathAlarms, Api,
            "alarms on metric math");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (wanted.Count + math.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.NotApplicable, "No metric belongs to what was resolved.")],
            };
            yield break;
        }

        var readings = math.Select(alarm => MathAsync(context, alarm, cancellationToken)).ToList();
        if (wanted.Count > 0)
        {
            readings.Add(PlainAsync(context, wanted, cancellationToken));
        }

        // All have ended before the first is published, so that no call outlives the source.
        foreach (var batch in await Task.WhenAll(readings))
        {
            yield return batch;
        }
    }

    /// <summary>A window that fails costs itself: what the others gave is kept.</summary>
    private async Task<EvidenceBatch> PlainAsync(
        CollectionContext context, IReadOnlyList<WantedSeries> wanted, CancellationToken cancellationToken)
    {
        var grids = wanted.Select(series => new MetricGrid(series.PeriodSeconds)).ToList();
        var windows = MetricWindows.Of(context, wanted.Max(series => series.PeriodSeconds));
        var reading = await WindowReading.OfAsync(windows, (from, to) => cloudWatch.GetMetricDataAsync(
            [.. wanted.Select(w => w.Query)], from, to, options.MaxPages, context.Calls, cancellationToken));
        var gaps = new MetricGaps();
        foreach (var (from, to, answer) in reading.Windows)
        {
            gaps.Add(answer.Messages);
            for (var i = 0; i < wanted.Count; i++)
            {
                grids[i].Add(answer.Series[i], from, to);
                gaps.Add(wanted[i].Label, answer.Series[i]);
            }
        }

        return new EvidenceBatch
        {
            Metrics = [.. wanted.Zip(grids).Where(pair => pair.Second.Points.Count > 0)
                .Select(pair => pair.First.Evidence(context, pair.Second))],
            Coverage = [Row(context, reading.Failure, reading.Windows.Count, gaps)],
        };
    }

    /// <summary>
    /// Where CloudWatch, or another endpoint, does not evaluate the expressions, their inputs are read alone and the row
    /// says that the alarm's own series is missing.
    /// </summary>
    private async Task<EvidenceBatch> MathAsync(
        CollectionContext context, WatchedAlarm alarm, CancellationToken cancellationToken)
    {
        var lines = MathLine.Of(alarm);
        var whole = await MathAsync(context, alarm, lines, cancellationToken);
        if (whole.Metrics.Count > 0 || whole.Coverage[0].Reason is not (RefusalReason.ProviderError or RefusalReason.OperationNotOffered))
        {
            return whole;
        }

        var inputs = await MathAsync(context, alarm, [.. lines.Where(line => line.Metric is not null)], cancellationToken);
        return inputs.Metrics.Count == 0 ? whole : inputs with
        {
            Coverage = [whole.Coverage[0] with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = $"The alarm's expressions were not evaluated, only their inputs were read. {whole.Coverage[0].Detail}",
            }],
        };
    }

    private async Task<EvidenceBatch> MathAsync(
        CollectionContext context, WatchedAlarm alarm, IReadOnlyList<AlarmLine> lines, CancellationToken cancellationToken)
    {
        var period = MathLine.PeriodSeconds(lines);
        var grids = new Dictionary<(string Id, string? Label), MetricGrid>();
        var reading = await WindowReading.OfAsync(MetricWindows.Of(context, period), (from, to) =>
            cloudWatch.GetMetricMathAsync(lines, from, to, options.MaxPages, context.Calls, cancellationToken));
        var gaps = new MetricGaps();
        foreach (var (from, to, answer) in reading.Windows)
        {
            gaps.Add(answer.Messages);
            foreach (var line in answer.Series)
            {
                if (!grids.TryGetValue((line.Id, line.Label), out var grid))
                {
                    grids[(line.Id, line.Label)] = grid = new MetricGrid(period);
                }

                grid.Add(line.Values, from, to);
                gaps.Add(line.Label ?? line.Id, line.Values);
            }
        }

        var cuts = new Cuts(context, Plan);
        var found = cuts.Take(
            grids.OrderBy(g => g.Key.Id, StringComparer.Ordinal).ThenBy(g => g.Key.Label, StringComparer.Ordinal)
                .Where(grid => grid.Value.Points.Count > 0 && lines.Any(line => line.Id == grid.Key.Id)),
            options.MaxSeries, Api, "series of metric math");
        return new EvidenceBatch
        {
            Metrics = [.. found.Select(grid => MathLine.Evidence(
                context, alarm, lines.First(line => line.Id == grid.Key.Id), grid.Key.Label, grid.Value))],
            Coverage = [Row(context, reading.Failure, reading.Windows.Count, gaps), .. cuts.Rows],
        };
    }

    private Coverage Row(CollectionContext context, CollectionException? failure, int windowsRead, MetricGaps gaps) => failure switch
    {
        { } when windowsRead == 0 => CoverageRows.OfError(context, Plan, Api, failure),
        { } => CoverageRows.OfError(context, Plan, Api, failure) with { Outcome = CoverageOutcome.Partial },
        _ when gaps.Any => gaps.Row(context, Plan, Api, options.MaxPages),
        _ => CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete),
    };
}
