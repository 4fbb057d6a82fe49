using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// The metrics that are read beside the alarm's own, for each kind of resource: what tells load, failure, slowness and
/// exhausted limits apart. Names and units are those of AWS's metric references.
/// </summary>
internal static class Companions
{
    private const int PeriodSeconds = 60;

    private static readonly (string Name, string Statistic, string Unit)[] Lambda =
    [
        ("Invocations", "Sum", "Count"), ("Errors", "Sum", "Count"), ("Duration", "Average", "Milliseconds"),
        ("Duration", "Maximum", "Milliseconds"), ("Throttles", "Sum", "Count"), ("ConcurrentExecutions", "Maximum", "Count"),
    ];

    /// <summary>The companions of one resource; none for a kind that has no metrics of its own.</summary>
    public static IEnumerable<AlarmMetric> Of(ResourceRef resource) => resource.Kind switch
    {
        ResourceKinds.LambdaFunction => In("AWS/Lambda", Lambda, ("FunctionName", resource.Name)),
        _ => [],
    };

    private static IEnumerable<AlarmMetric> In(
        string metricNamespace, (string Name, string Statistic, string Unit)[] metrics,
        params (string Name, string Value)[] dimensions)
    {
        var named = dimensions.ToDictionary(d => d.Name, d => d.Value);
        return metrics.Select(m => new AlarmMetric(metricNamespace, m.Name, m.Statistic, m.Unit, PeriodSeconds, named));
    }
}
