using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>A series to read and what it will be evidence of.</summary>
internal sealed record WantedSeries(ResourceRef Resource, string Type, SeriesQuery Query, MetricRole Role, string? Unit)
{
    private const int CompanionPeriodSeconds = 60;

    /// <summary>Its name for people, not redacted yet.</summary>
    public string Label => $"{Type} {Aligners.Statistic(Query.Aligner)} of {Resource.Name}";

    /// <summary>The alarm's own metric first, on the resource that fired; then the companions of what was resolved.</summary>
    public static IEnumerable<WantedSeries> Of(CollectionContext context)
    {
        var own = context.Watched.Select(watched => Own(context, watched)).OfType<WantedSeries>().ToList();
        return own.Concat(context.Resources.SelectMany(resource => Companions.Of(resource)
            .Select(metric => (metric, filter: Companions.Filter(resource, metric)))
            .Where(pair => pair.filter is not null)
            .Select(pair => new WantedSeries(
                resource, pair.metric.Type, new SeriesQuery(pair.filter!, pair.metric.Aligner, pair.metric.Reducer, CompanionPeriodSeconds),
                MetricRole.Companion, pair.metric.Unit))));
    }

    public MetricSeries Evidence(CollectionContext context, MetricGrid grid, string? unit)
    {
        var redactor = context.Redactor;
        var (name, filter, statistic) = (redactor.Redact(Type), redactor.Redact(Query.Filter), Aligners.Statistic(Query.Aligner));
        return new MetricSeries
        {
            EvidenceId = context.Ids.For("metric", Resource.Account, filter, Query.Aligner, Role.ToString()),
            Resource = Resource,
            Namespace = name.Split('/')[0],
            Name = name,
            Statistic = statistic,

            // A rate is no count: its least step is far below one.
            Unit = Query.Aligner == "ALIGN_RATE" ? "1/s" : redactor.RedactOptional(Unit ?? unit),
            PeriodSeconds = grid.PeriodSeconds,
            Role = Role,
            Points = grid.Points,
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = "monitoring.timeSeries.list",
                Parameters = new Dictionary<string, string>
                {
                    ["project"] = Resource.Account, ["filter"] = filter, ["perSeriesAligner"] = Query.Aligner,
                    ["crossSeriesReducer"] = Query.Reducer ?? "REDUCE_NONE",
                },
                ConsoleLink = ConsoleLinks.Metrics(Resource.Account),
            },
        };
    }

    private static WantedSeries? Own(CollectionContext context, WatchedAlarm watched) => watched.Query is not { } query ? null
        : new WantedSeries(
            Measured(context, query.Labels), query.Metric,
            new SeriesQuery(MetricFilters.Narrow(query.Filter, query.Labels), query.Aligner, query.Reducer, query.PeriodSeconds),
            MetricRole.Alarm, null);

    /// <summary>The resource whose name or id a label says; where resolving found none, the project's own stands in.</summary>
    private static ResourceRef Measured(CollectionContext context, IReadOnlyDictionary<string, string> labels) =>
        context.Resources.FirstOrDefault(resource => Names(resource).Any(name => labels.Values.Contains(name, StringComparer.Ordinal)))
        ?? new ResourceRef
        {
            Provider = CloudProvider.Gcp, Account = context.Account, Region = context.Region, Kind = ResourceKinds.GenericService,
            Id = $"//cloudresourcemanager.googleapis.com/projects/{context.Account}", Name = context.Account,
        };

    private static IEnumerable<string> Names(ResourceRef resource) => (resource.Aliases ?? []).Prepend(resource.Name);
}
