namespace CauseFlow.CloudSimulation.CloudWatch;

internal sealed record DescribeAlarmsRequest(
    IReadOnlyList<string>? AlarmNames,
    string? AlarmNamePrefix,
    IReadOnlyList<string>? AlarmTypes,
    string? StateValue,
    string? ChildrenOfAlarmName,
    int? MaxRecords,
    string? NextToken);

internal sealed record DescribeAlarmHistoryRequest(
    string? AlarmName,
    IReadOnlyList<string>? AlarmTypes,
    string? HistoryItemType,
    double? StartDate,
    double? EndDate,
    string? ScanBy,
    int? MaxRecords,
    string? NextToken);

internal sealed record DimensionFilter(string? Name, string? Value);

internal sealed record ListMetricsRequest(
    string? Namespace,
    string? MetricName,
    IReadOnlyList<DimensionFilter>? Dimensions,
    string? RecentlyActive,
    string? NextToken);

internal sealed record MetricReference(
    string? Namespace,
    string? MetricName,
    IReadOnlyList<DimensionFilter>? Dimensions);

internal sealed record MetricStat(MetricReference? Metric, int? Period, string? Stat, string? Unit);

internal sealed record MetricDataQuery(
    string? Id,
    MetricStat? MetricStat,
    string? Expression,
    string? Label,
    bool? ReturnData,
    int? Period);

internal sealed record GetMetricDataRequest(
    IReadOnlyList<MetricDataQuery>? MetricDataQueries,
    double? StartTime,
    double? EndTime,
    string? NextToken,
    string? ScanBy,
    int? MaxDatapoints);
