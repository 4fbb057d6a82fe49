using System.Text.RegularExpressions;
using CauseFlow.CollectorGcp.Clients;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>Filters of Monitoring: the policy's own, narrowed to the resource that fired.</summary>
internal static partial class MetricFilters
{
    /// <summary>Labels of resources that say which one it is; a metric's labels stay as the policy has them.</summary>
    private static readonly string[] Identifying =
    [
        "service_name", "location", "instance_id", "zone", "cluster_name", "namespace_name", "pod_name", "container_name", "node_name",
        "database_id", "region",
    ];

    /// <summary>The metric type that a filter asks for; null where it asks for none or for several.</summary>
    public static string? TypeOf(string? filter)
    {
        if (filter is not { Length: > 0 and <= 4096 })
        {
            return null;
        }

        var types = MetricType().Matches(filter).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        return types is [var only] ? only : null;
    }

    /// <param name="filter">The policy's filter.</param>
    /// <param name="labels">Labels of the resource that fired.</param>
    public static string Narrow(string filter, IReadOnlyDictionary<string, string> labels)
    {
        var clauses = Identifying
            .Where(label => labels.GetValueOrDefault(label) is { Length: > 0 } && !filter.Contains($".{label}", StringComparison.Ordinal))
            .Select(label => GcpFilter.Equal($"resource.labels.{label}", labels[label])).ToList();
        return clauses.Count == 0 ? filter : GcpFilter.All([$"({filter})", .. clauses]);
    }

    [GeneratedRegex(@"metric\.type\s*=\s*""([A-Za-z0-9_./-]{3,200})""", RegexOptions.CultureInvariant, 250)]
    private static partial Regex MetricType();
}
