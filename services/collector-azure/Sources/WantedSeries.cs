using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>A series to read and what it will be evidence of.</summary>
internal sealed record WantedSeries(
    ResourceRef Resource, AzureId Id, string? Namespace, string Name, string Statistic, string? Unit,
        int PeriodSeconds, MetricRole Role,
    IReadOnlyDictionary<string, string> Dimensions)
{
    private static readonly int[] Grains = [60, 300, 900, 1_800, 3_600, 21_600, 43_200, 86_400];
    private static readonly Dictionary<string, string> NoDimensions = [];

    public MetricKey Key => new(Namespace, Name, MetricStatistics.AggregationOf(Statistic), Dimensions);

    /// <summary>Series that one call can read.</summary>
    public string Group => string.Join('\n', [
        Id.Lower, Namespace, MetricStatistics.AggregationOf(Statistic), $"{PeriodSeconds}",
            .. Dimensions.Select(pair => $"{pair.Key}={pair.Value}")]);

    /// <summary>The alerts' own metrics first, on what they watch; then the companions of what was resolved.</summary>
    public static IReadOnlyList<WantedSeries> Of(CollectionContext context)
    {
        var own = context.Watched.SelectMany(watched => Own(context, watched)).ToList();
        var companions = context.Resources.SelectMany(resource => AzureId.Parse(resource.Id) is not { } id ? []
            : Companions.Of(resource.Kind).Where(metric =>
                !own.Exists(series => series.Id.Lower == id.Lower && series.Dimensions.Count == 0
                    && series.Name.Equals(metric.Name, StringComparison.OrdinalIgnoreCase)
                        && series.Statistic == metric.Statistic))
                .Select(metric => new WantedSeries(
                    resource, id, null, metric.Name, metric.Statistic, metric.Unit, 60, MetricRole.Companion,
                        NoDimensions)));
        return [.. own, .. companions];
    }

    private static IEnumerable<WantedSeries> Own(CollectionContext context, WatchedAlarm watched)
    {
        var measured = (watched.Alarm.TargetIds ?? []).Select(target =>
            context.Resources.FirstOrDefault(resource => resource.Id == target))
            .OfType<ResourceRef>().ToList();
        foreach (var line in watched.Lines.Where(line => line.Metric is not null))
        {
            foreach (var resource in measured.Take(5))
            {
                if (AzureId.Parse(resource.Id) is { } id)
                {
                    var metric = line.Metric!;
                    yield return new WantedSeries(
                        resource, id, NullIfOwn(metric.Namespace, id), metric.Name, metric.Statistic, metric.Unit,
                        Grains.LastOrDefault(grain => grain <= metric.PeriodSeconds, 60),
                        watched.Alarm.State == AlarmState.Alarm
                            || context.Watched.Count == 1 ? MetricRole.Alarm : MetricRole.Companion,
                        line.Dimensions ?? NoDimensions);
                }
            }
        }
    }

    /// <summary>The namespace of platform metrics is the resource's type, which Azure takes for granted.</summary>
    private static string? NullIfOwn(string given, AzureId id) =>
        given.Length == 0 || given.Equals(id.Type, StringComparison.OrdinalIgnoreCase) ? null : given;

    public MetricSeries Evidence(CollectionContext context, MetricGrid grid)
    {
        var redactor = context.Redactor;
        var name = redactor.Redact(Name);
        var space = redactor.Redact(Namespace ?? Id.Type);
        var dimensions = redactor.Redact(string.Join(',',
            Dimensions.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}")));
        return new MetricSeries
        {
            EvidenceId = context.Ids.For("metric", Resource.Id, space, name, Statistic, dimensions),
            Resource = Resource,
            Namespace = space,
            Name = name,
            Statistic = Statistic,
            Unit = redactor.RedactOptional(Unit),
            PeriodSeconds = grid.PeriodSeconds,
            Role = Role,
            Points = grid.Points,
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = MetricsClient.Permission,
                Parameters = new Dictionary<string, string>
                {
                    ["resourceId"] = Resource.Id, ["metricnamespace"] = space, ["metricname"] = name,
                    ["aggregation"] = MetricStatistics.AggregationOf(Statistic), ["dimensions"] = dimensions,
                },
                ConsoleLink = ConsoleLinks.Resource(Resource.Id, "metrics"),
            },
        };
    }
}
