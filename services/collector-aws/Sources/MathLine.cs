using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The lines of an alarm on metric math or on an anomaly band, as queries and as evidence.</summary>
internal static class MathLine
{
    private const string Band = "ANOMALY_DETECTION_BAND";

    public static IReadOnlyList<AlarmLine> Of(WatchedAlarm alarm) => [.. alarm.Lines.Select(line => new AlarmLine(
        line.Id, line.Expression, line.Label,
        line.Metric is not { } rule ? null : new AlarmMetric(
            rule.Namespace, rule.Name, rule.Statistic, rule.Unit, rule.PeriodSeconds,
            line.Dimensions ?? new Dictionary<string, string>()),
        line.ReturnData, line.Metric is null ? Period(alarm) : null))];

    public static int PeriodSeconds(IReadOnlyList<AlarmLine> lines) =>
        lines.Select(line => line.Metric?.PeriodSeconds ?? 0).DefaultIfEmpty(0).Max() is > 0 and var period ? period : 60;

    /// <summary>
    /// The line that the threshold is compared with is the alarm's series; inputs and both edges of a band stand beside it.
    /// </summary>
    public static MetricSeries Evidence(
        CollectionContext context, WatchedAlarm alarm, AlarmLine line, string? label, MetricGrid grid)
    {
        var redactor = context.Redactor;
        var isOwn = line.ReturnData && !IsBand(line);
        var role = isOwn ? WantedSeries.RoleOf(context, alarm.Alarm) : MetricRole.Companion;
        var measured = WantedSeries.Measured(context, alarm.Alarm) ?? Alarm(context, alarm.Alarm);
        if (line.Metric is { } metric)
        {
            return new WantedSeries(measured, new MetricQuery(metric, metric.Statistic), role, metric.Unit).Evidence(context, grid);
        }

        var expression = redactor.Redact(line.Expression ?? "");
        var name = redactor.Redact(label ?? line.Label ?? line.Id);
        return new MetricSeries
        {
            EvidenceId = context.Ids.For("metric", alarm.Alarm.Id, line.Id, expression, name),
            Resource = measured,
            Namespace = "metric math",
            Name = name,
            Statistic = expression,
            PeriodSeconds = grid.PeriodSeconds,
            Role = role,
            Points = grid.Points,
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = "cloudwatch:GetMetricData",
                Parameters = new Dictionary<string, string> { ["id"] = line.Id, ["expression"] = expression },
                ConsoleLink = ConsoleLinks.Alarm(context.Region, alarm.Alarm.Name),
            },
        };
    }

    private static bool IsBand(AlarmLine line) =>
        line.Expression?.TrimStart().StartsWith(Band, StringComparison.OrdinalIgnoreCase) == true;

    private static int? Period(WatchedAlarm alarm) =>
        alarm.Lines.Select(line => line.Metric?.PeriodSeconds).OfType<int>().DefaultIfEmpty().Max() is > 0 and var period ? period : null;

    private static ResourceRef Alarm(CollectionContext context, AlarmFact alarm) =>
        Resolve.AwsResources.Alarm(context with { Alarm = alarm })!;
}
