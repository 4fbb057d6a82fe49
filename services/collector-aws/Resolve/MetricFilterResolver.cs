using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// An alarm on a metric of the customer's own: where a metric filter makes it from log lines, those lines are what the alarm
/// is about, and the log group's name tells whose they are.
/// </summary>
internal sealed class MetricFilterResolver(ILogsClient logs, CollectionOptions options) : IResourceResolver
{
    private const string Api = "logs:DescribeMetricFilters";
    private const int MaxGroups = 10;
    private const int MaxWords = 120;

    public bool Handles(CollectionContext context) => Metric(context) is not null;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var metric = Metric(context)!;
        try
        {
            var found = await logs.DescribeMetricFiltersAsync(
                metric.Namespace, metric.Name, options.MaxPages, context.Calls, cancellationToken);
            return Batch(context, found);
        }
        catch (CollectionException e)
        {
            return new EvidenceBatch { Coverage = [CoverageRows.OfError(context, AwsResolve.Plan, Api, e)] };
        }
    }

    /// <summary>No metric filter may write into a namespace of AWS's own.</summary>
    private static MetricRule? Metric(CollectionContext context) =>
        context.Alarm?.Metric is { } metric && !metric.Namespace.StartsWith("AWS/", StringComparison.Ordinal) ? metric : null;

    private static EvidenceBatch Batch(CollectionContext context, Pages<MetricFilter> found)
    {
        var filters = found.Items.Where(filter => LogGroupName.IsName(filter.LogGroup))
            .DistinctBy(filter => filter.LogGroup).OrderBy(filter => filter.LogGroup, StringComparer.Ordinal).ToList();
        var batches = new List<EvidenceBatch>();
        var cuts = new Cuts(context, AwsResolve.Plan);
        cuts.Listed(found.IsComplete, Api, "metric filters");
        foreach (var filter in cuts.Take(filters, MaxGroups, Api, "log groups that feed the alarm's metric"))
        {
            var owner = LogGroupName.Owner(context, filter.LogGroup);
            var rule = context.Redactor.Redact($"metric filter {Short(filter.Name)}, pattern {Short(filter.Pattern)}");
            batches.Add(new EvidenceBatch { Resources = [owner] });
            batches.Add(AwsResources.LogsTo(context, owner, filter.LogGroup, rule, filter.Pattern));
            if (AwsResources.Alarm(context) is { } alarm)
            {
                batches.Add(new EvidenceBatch
                {
                    Relations = [Relations.Of(context, owner, alarm, RelationType.MeasuredBy, rule)],
                });
            }
        }

        return Batches.Join(batches) with
        {
            Coverage = cuts.Rows.Count > 0 ? cuts.Rows : [CoverageRows.Of(
                context, AwsResolve.Plan, Api, CoverageOutcome.Complete,
                filters.Count == 0 ? "No metric filter makes the alarm's metric: it is published by a program." : null)],
        };
    }

    private static string Short(string text) => text.Length == 0 ? "(every line)"
        : text.Length <= MaxWords ? text : text[..MaxWords] + "…";
}
