using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// The alarm's metric and the function's companions. The incident and the hour before are one call, each further
/// baseline one more; a minute without data is a null point, never left out.
/// </summary>
internal sealed class MetricsSource(ICloudWatchClient cloudWatch, CollectionOptions options) : IEvidenceSource
{
    private const string Api = "cloudwatch:GetMetricData";
    private const int PeriodSeconds = 60;

    public SourcePlan Plan => AwsPlans.Metrics;

    public bool AppliesTo(CollectionTarget target) => target.Alarm is not null || target.Resources.Count > 0;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = Wanted(context).Take(options.MaxSeries).ToList();
        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.NotApplicable, "No metric belongs to what was resolved.")],
            };
            yield break;
        }

        var points = wanted.Select(_ => new SortedDictionary<DateTimeOffset, double?>()).ToList();
        var complete = true;
        foreach (var (from, to) in Windows(context))
        {
            var values = await cloudWatch.GetMetricDataAsync(
                [.. wanted.Select(w => w.Query)], from, to, PeriodSeconds, options.MaxPages, context.Calls,
                cancellationToken);
            for (var i = 0; i < wanted.Count; i++)
            {
                complete &= values[i].IsComplete;
                Fill(points[i], values[i].Points, from, to);
            }
        }

        yield return new EvidenceBatch
        {
            Metrics = [.. wanted.Zip(points, (series, own) => Series(context, series, own))],
            Coverage = [CoverageRows.Of(
                context, Plan, Api, complete ? CoverageOutcome.Complete : CoverageOutcome.Partial,
                complete ? null : $"More than {options.MaxPages} pages of values: the rest was not read.")],
        };
    }

    /// <summary>Incident and adjacent baseline touch, so that one call reads both; whole minutes throughout.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Windows(CollectionContext context)
    {
        var adjacent = context.AdjacentBaseline;
        var touches = adjacent is not null && adjacent.To >= context.Window.From && adjacent.From < context.Window.From;
        var separate = context.Window.Baselines.Where(b => !touches || b.Kind != BaselineKind.Adjacent);
        return separate.OrderBy(b => b.From).Select(b => (Floor(b.From), Ceiling(b.To)))
            .Append((Floor(touches ? adjacent!.From : context.Window.From), Ceiling(context.Window.To)));
    }

    /// <summary>The alarm's own metric first, on the resource that it measures; then the companions of what was resolved.</summary>
    private static IEnumerable<WantedSeries> Wanted(CollectionContext context)
    {
        var own = Own(context);
        if (own is not null)
        {
            yield return own;
        }

        foreach (var resource in context.Resources)
        {
            foreach (var metric in Companions.Of(resource, context.Relations))
            {
                if (own is null || !IsSame(own.Query, metric))
                {
                    yield return new WantedSeries(resource, new MetricQuery(metric, metric.Statistic), MetricRole.Companion, metric.Unit);
                }
            }
        }
    }

    private static WantedSeries? Own(CollectionContext context)
    {
        if (context.Alarm is not { Metric: { } rule } alarm)
        {
            return null;
        }

        var measured = context.Relations.FirstOrDefault(r => r.Type == RelationType.MeasuredBy && r.To.Id == alarm.Id)?.From
            ?? context.Resources.FirstOrDefault(r => r.Kind == ResourceKinds.CloudWatchAlarm);
        var metric = new AlarmMetric(
            rule.Namespace, rule.Name, rule.Statistic, rule.Unit, rule.PeriodSeconds,
            alarm.Dimensions ?? new Dictionary<string, string>());
        return measured is null
            ? null : new WantedSeries(measured, new MetricQuery(metric, metric.Statistic), MetricRole.Alarm, rule.Unit);
    }

    private static bool IsSame(MetricQuery own, AlarmMetric metric) =>
        own.Metric.Namespace == metric.Namespace && own.Metric.Name == metric.Name && own.Statistic == metric.Statistic
        && own.Metric.Dimensions.Count == metric.Dimensions.Count
        && metric.Dimensions.All(d => own.Metric.Dimensions.GetValueOrDefault(d.Key) == d.Value);

    private static void Fill(
        SortedDictionary<DateTimeOffset, double?> grid, IReadOnlyDictionary<DateTimeOffset, double> values,
        DateTimeOffset from, DateTimeOffset to)
    {
        for (var time = from; time < to; time = time.AddSeconds(PeriodSeconds))
        {
            grid[time] = values.TryGetValue(time, out var value) ? value : grid.GetValueOrDefault(time);
        }
    }

    private static MetricSeries Series(
        CollectionContext context, WantedSeries wanted, SortedDictionary<DateTimeOffset, double?> points)
    {
        var metric = wanted.Query.Metric;
        var dimensions = string.Join(',', metric.Dimensions.OrderBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => $"{d.Key}={d.Value}"));
        return new MetricSeries
        {
            EvidenceId = context.Ids.For("metric", metric.Namespace, metric.Name, wanted.Query.Statistic, dimensions),
            Resource = wanted.Resource,
            Namespace = metric.Namespace,
            Name = metric.Name,
            Statistic = wanted.Query.Statistic,
            Unit = wanted.Unit,
            PeriodSeconds = PeriodSeconds,
            Role = wanted.Role,
            Points = [.. points.Select(point => new MetricPoint { Time = point.Key, Value = point.Value })],
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = Api,
                Parameters = new Dictionary<string, string>
                {
                    ["namespace"] = metric.Namespace,
                    ["metricName"] = metric.Name,
                    ["statistic"] = wanted.Query.Statistic,
                    ["dimensions"] = dimensions,
                },
                ConsoleLink = ConsoleLinks.Metrics(context.Region, metric, wanted.Query.Statistic),
            },
        };
    }

    private static DateTimeOffset Floor(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds() / PeriodSeconds * PeriodSeconds);

    private static DateTimeOffset Ceiling(DateTimeOffset time) =>
        Floor(time) is var floor && floor < time ? floor.AddSeconds(PeriodSeconds) : floor;

    private sealed record WantedSeries(ResourceRef Resource, MetricQuery Query, MetricRole Role, string? Unit);
}
