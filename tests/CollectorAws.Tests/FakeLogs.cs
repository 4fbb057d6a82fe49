using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>CloudWatch Logs in memory, as a test scripts it.</summary>
internal sealed class FakeLogs : ILogsClient
{
    /// <summary>Groups and query of each StartQuery, in order.</summary>
    public List<(IReadOnlyList<string> Groups, string Query)> Queries { get; } = [];

    public List<string> Stopped { get; } = [];

    /// <summary>Group, start, pattern and token of each FilterLogEvents, in order.</summary>
    public List<(string Group, DateTimeOffset From, string? Pattern, string? Token)> Filtered { get; } = [];

    /// <summary>Thrown by StartQuery for these groups; null starts the query.</summary>
    public Func<IReadOnlyList<string>, CollectionException?> Refusal { get; set; } = _ => null;

    /// <summary>Answer to a query by its groups and text.</summary>
    public Func<IReadOnlyList<string>, string, QueryResults> Answer { get; set; } = (_, _) => new QueryResults("Complete", [], 0, 0);

    /// <summary>Answers in place of <see cref="Answer"/>, one for each look, the last one again and again.</summary>
    public IReadOnlyList<QueryResults>? Looks { get; set; }

    /// <summary>Page of FilterLogEvents by group, start of the window and token.</summary>
    public Func<string, DateTimeOffset, string?, FilteredPage> Page { get; set; } = (_, _, _) => new FilteredPage([], null);

    public IReadOnlyList<string> GroupNames { get; set; } = [];

    public CollectionException? GroupsRefusal { get; set; }

    public IReadOnlyList<MetricFilter> Filters { get; set; } = [];

    public CollectionException? FiltersRefusal { get; set; }

    private int _looks;

    public Task<string> StartQueryAsync(
        IReadOnlyList<string> logGroups, DateTimeOffset from, DateTimeOffset to, string query, int limit, CallMeter calls,
        CancellationToken cancellationToken)
    {
        lock (Queries)
        {
            if (Refusal(logGroups) is { } refusal)
            {
                return Task.FromException<string>(refusal);
            }

            Queries.Add((logGroups, query));
            return Task.FromResult($"{Queries.Count - 1}");
        }
    }

    public Task<QueryResults> GetQueryResultsAsync(string queryId, CallMeter calls, CancellationToken cancellationToken)
    {
        if (Looks is { } looks)
        {
            return Task.FromResult(looks[Math.Min(_looks++, looks.Count - 1)]);
        }

        var (groups, query) = Queries[int.Parse(queryId, System.Globalization.CultureInfo.InvariantCulture)];
        return Task.FromResult(Answer(groups, query));
    }

    public Task StopQueryAsync(string queryId, CallMeter calls, CancellationToken cancellationToken)
    {
        Stopped.Add(queryId);
        return Task.CompletedTask;
    }

    public Task<FilteredPage> FilterLogEventsAsync(
        string logGroup, DateTimeOffset from, DateTimeOffset to, string? filterPattern, string? token, CallMeter calls,
        CancellationToken cancellationToken)
    {
        Filtered.Add((logGroup, from, filterPattern, token));
        return Task.FromResult(Page(logGroup, from, token));
    }

    public Task<IReadOnlyList<string>> DescribeLogGroupsAsync(string prefix, CallMeter calls, CancellationToken cancellationToken) =>
        GroupsRefusal is { } refusal ? Task.FromException<IReadOnlyList<string>>(refusal)
            : Task.FromResult<IReadOnlyList<string>>([.. GroupNames.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))]);

    public Task<Pages<MetricFilter>> DescribeMetricFiltersAsync(
        string metricNamespace, string metric, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
        FiltersRefusal is { } refusal ? Task.FromException<Pages<MetricFilter>>(refusal)
            : Task.FromResult(new Pages<MetricFilter>(Filters, true));

    public static PermanentCollectionException Refused(RefusalReason reason, string message, string? code = "X") =>
        new(reason, message, "do something") { Api = "logs:StartQuery", ProviderCode = code };
}
