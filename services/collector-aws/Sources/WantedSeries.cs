using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>A series to read and what it will be evidence of.</summary>
internal sealed record WantedSeries(ResourceRef Resource, MetricQuery Query, MetricRole Role, string? Unit)
{
    public int PeriodSeconds => Query.Metric.PeriodSeconds;

    /// <summary>Its name for people, not redacted yet.</summary>
    public string Label => $"{Query.Metric.Namespace} {Query.Metric.Name} {Query.Statistic} of {Resource.Name}";

    /// <summary>The alarms' own metrics first, on the resources that they measure; then the companions of what was resolved.</summary>
    public static IEnumerable<WantedSeries> Of(CollectionContext context)
    {
        List<WantedSeries> own = [.. context.Watched.Select(watched => Own(context, watched)).OfType<WantedSeries>()];
        var companions = context.Resources.SelectMany(resource => Companions.Of(resource, context.Relations)
            .Where(metric => !own.Exists(series => IsSame(series.Query, metric)))
            .Select(metric => new WantedSeries(
                resource, new MetricQuery(metric, metric.Statistic), MetricRole.Companion, metric.Unit)));
        return own.Concat(companions);
    }

    /// <summary>What an alarm measures: the resource that resolving found, else the alarm itself.</summary>
    public static ResourceRef? Measured(CollectionContext context, AlarmFact alarm) =>
        context.Relations.FirstOrDefault(r => r.Type == RelationType.MeasuredBy && r.To.Id == alarm.Id)?.From
        ?? context.Resources.FirstOrDefault(r => r.Id == alarm.Id);

    /// <summary>Of the alarms below a composite one, those that are quiet only stand beside.</summary>
    public static MetricRole RoleOf(CollectionContext context, AlarmFact alarm) =>
        alarm.State == AlarmState.Alarm || context.Watched.Count == 1 ? MetricRole.Alarm : MetricRole.Companion;

    public MetricSeries Evidence(CollectionContext context, MetricGrid grid)
    {
        var metric = Query.Metric;
        var redactor = context.Redactor;
        var published = metric with
        {
            Namespace = redactor.Redact(metric.Namespace),
            Name = redactor.Redact(metric.Name),
            Dimensions = metric.Dimensions.GroupBy(d => redactor.Redact(d.Key))
                .ToDictionary(d => d.Key, d => redactor.Redact(d.First().Value)),
        };
        var dimensions = string.Join(',', published.Dimensions.OrderBy(d => d.Key, StringComparer.Ordinal)
            .Select(d => $"{d.Key}={d.Value}"));
        return new MetricSeries
        {
            EvidenceId = context.Ids.For("metric", published.Namespace, published.Name, Query.Statistic, dimensions),
            Resource = Resource,
            Namespace = published.Namespace,
            Name = published.Name,
            Statistic = Query.Statistic,
            Unit = redactor.RedactOptional(Unit),
            PeriodSeconds = grid.PeriodSeconds,
            Role = Role,
            Points = grid.Points,
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = "cloudwatch:GetMetricData",
                Parameters = new Dictionary<string, string>
                {
                    ["namespace"] = published.Namespace,
                    ["metricName"] = published.Name,
                    ["statistic"] = Query.Statistic,
                    ["dimensions"] = dimensions,
                },
                ConsoleLink = ConsoleLinks.Metrics(context.Region, published, Query.Statistic),
            },
        };
    }

    private static WantedSeries? Own(CollectionContext context, WatchedAlarm watched)
    {
        if (watched.Lines is not [{ Metric: { } rule, Expression: null } line] || Measured(context, watched.Alarm) is not { } measured)
        {
            return null;
        }

        var metric = new AlarmMetric(
            rule.Namespace, rule.Name, rule.Statistic, rule.Unit, rule.PeriodSeconds,
            line.Dimensions ?? new Dictionary<string, string>());
        return new WantedSeries(measured, new MetricQuery(metric, metric.Statistic), RoleOf(context, watched.Alarm), rule.Unit);
    }

    private static bool IsSame(MetricQuery own, AlarmMetric metric) =>
        own.Metric.Namespace == metric.Namespace && own.Metric.Name == metric.Name && own.Statistic == metric.Statistic
        && own.Metric.Dimensions.Count == metric.Dimensions.Count
        && metric.Dimensions.All(d => own.Metric.Dimensions.GetValueOrDefault(d.Key) == d.Value);
}
