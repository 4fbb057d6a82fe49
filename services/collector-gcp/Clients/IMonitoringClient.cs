using CauseFlow.Collection;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>A condition of an alerting policy on one metric.</summary>
/// <param name="PolicyName">Display name of the policy.</param>
/// <param name="ConditionName">Display name of the condition.</param>
/// <param name="Filter">The filter as the policy has it; null for a condition that is none on one metric.</param>
/// <param name="Aligner">Such as ALIGN_RATE.</param>
/// <param name="Reducer">Such as REDUCE_SUM; null for none.</param>
/// <param name="AlignmentSeconds">Period.</param>
/// <param name="DurationSeconds">How long the threshold must be crossed.</param>
/// <param name="Comparison">COMPARISON_GT or COMPARISON_LT.</param>
/// <param name="Threshold">Threshold.</param>
/// <param name="Documentation">For people.</param>
/// <param name="Beyond">What it compares beyond one metric's series, a clause; null where that is all.</param>
internal sealed record AlertCondition(
    string PolicyName, string? ConditionName, string? Filter, string? Aligner, string? Reducer, int AlignmentSeconds, int DurationSeconds,
    string? Comparison, double? Threshold, string? Documentation, string? Beyond = null);

/// <summary>One question for one metric type.</summary>
internal sealed record SeriesQuery(string Filter, string Aligner, string? Reducer, int PeriodSeconds);

/// <summary>One series of an answer.</summary>
/// <param name="Labels">Labels of resource and metric, to tell series apart.</param>
/// <param name="Points">Values by the start of their period.</param>
internal sealed record CloudSeries(string Labels, IReadOnlyDictionary<DateTimeOffset, double> Points);

/// <summary>Answer to a <see cref="SeriesQuery"/>.</summary>
internal sealed record SeriesAnswer(IReadOnlyList<CloudSeries> Series, string? Unit, string? Gap);

/// <summary>Cloud Monitoring, read only.</summary>
internal interface IMonitoringClient
{
    /// <summary>Null where the policy exists and has no such condition any more.</summary>
    Task<AlertCondition?> GetConditionAsync(
        string project, string policy, string condition, CallMeter calls, CancellationToken cancellationToken);

    Task<SeriesAnswer> ListTimeSeriesAsync(
        string project, SeriesQuery query, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
        CancellationToken cancellationToken);
}
