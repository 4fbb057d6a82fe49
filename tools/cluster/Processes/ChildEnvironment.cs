namespace CauseFlow.Cluster.Processes;

/// <summary>Removes what would lead a child away from the simulated cloud or the given configuration.</summary>
internal static class ChildEnvironment
{
    private static readonly string[] Proxies = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
    private static readonly string[] Prefixes =
    [
        "AWS_", "AZURE_", "CLOUDSDK_", "ASPNETCORE_", "OTEL_", "Storage__", "Listen__", "Bus__", "Services__", "Broker__",
        "Ingestion__", "Investigations__", "Notifications__", "Collector", "Gateway__", "Identity__", "Secrets__", "Sns__", "Telemetry__", "RABBITMQ_", "PG",
    ];

    public static void Clean(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(Misleads).ToArray())
        {
            environment.Remove(name);
        }
    }

    private static bool Misleads(string name) =>
        Proxies.Contains(name, StringComparer.OrdinalIgnoreCase)
        || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
