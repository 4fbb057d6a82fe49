using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>A metric of one resource, in Azure's words.</summary>
/// <param name="Namespace">Namespace; null for the resource type's own.</param>
/// <param name="Name">Name.</param>
/// <param name="Aggregation">One of average, total, minimum, maximum, count.</param>
/// <param name="Dimensions">Values that the series is narrowed to.</param>
internal sealed record MetricKey(string? Namespace, string Name, string Aggregation, IReadOnlyDictionary<string,
    string> Dimensions);

/// <summary>What a call for metrics answered.</summary>
/// <param name="Values">Of each metric, in their order.</param>
/// <param name="PeriodSeconds">The periods that Azure answered in: coarser than asked for where it keeps no finer ones.</param>
internal sealed record MetricAnswer(IReadOnlyList<MetricValues> Values, int PeriodSeconds);

/// <summary>Azure Monitor's metrics of one resource.</summary>
internal interface IMetricsClient
{
    /// <summary>The values of each metric. All are of one namespace, aggregation and dimensions; at most 20.</summary>
    Task<MetricAnswer> GetAsync(
        AzureId resource, IReadOnlyList<MetricKey> metrics, DateTimeOffset from, DateTimeOffset to,
            int periodSeconds, CallMeter calls,
        CancellationToken cancellationToken);
}
