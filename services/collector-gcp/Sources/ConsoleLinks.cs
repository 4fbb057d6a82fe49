namespace CauseFlow.CollectorGcp.Sources;

/// <summary>Links into the customer's own console, so that every fact can be looked at where it came from.</summary>
internal static class ConsoleLinks
{
    private const string Root = "https://console.cloud.google.com";

    public static string Service(string project, string region, string name, string view) =>
        $"{Root}/run/detail/{Uri.EscapeDataString(region)}/{Uri.EscapeDataString(name)}/{view}?project={Uri.EscapeDataString(project)}";

    public static string Instance(string project, string zone, string name) =>
        $"{Root}/compute/instancesDetail/zones/{Uri.EscapeDataString(zone)}/instances/{Uri.EscapeDataString(name)}?project={Uri.EscapeDataString(project)}";

    public static string Cluster(string project, string location, string name) =>
        $"{Root}/kubernetes/clusters/details/{Uri.EscapeDataString(location)}/{Uri.EscapeDataString(name)}/details?project={Uri.EscapeDataString(project)}";

    public static string Logs(string project, string filter) =>
        $"{Root}/logs/query;query={Uri.EscapeDataString(filter)}?project={Uri.EscapeDataString(project)}";

    public static string Metrics(string project) => $"{Root}/monitoring/metrics-explorer?project={Uri.EscapeDataString(project)}";
}
