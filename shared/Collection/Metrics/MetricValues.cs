namespace CauseFlow.Collection.Metrics;

/// <summary>The values of one series in one window by the start of their period.</summary>
/// <param name="Points">What was read.</param>
/// <param name="IsWhole">
/// False where the cloud, or the bound of pages, left periods out: what is missing then is no silence of the metric.
/// </param>
/// <param name="Problem">The cloud's own word for it, raw; null where pages were cut off or nothing is missing.</param>
public sealed record MetricValues(IReadOnlyDictionary<DateTimeOffset, double> Points, bool IsWhole, string? Problem = null);
