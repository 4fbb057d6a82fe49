using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;

namespace CauseFlow.CollectorAzure.Probes;

/// <summary>
/// The cheapest call that tells whether a permission is held: it names things that do not exist, or asks for next to nothing.
/// Azure checks permission before existence, so that "not found" means held.
/// </summary>
/// <param name="Permission">The ARM action.</param>
/// <param name="Path">Path and query below the scope.</param>
/// <param name="Body">Makes the JSON of a POST from the subscription's id; null for a GET.</param>
internal sealed record AzureProbe(string Permission, string Path, Func<string, string>? Body = null)
{
    /// <summary>False for a call that has no scope in its path.</summary>
    public bool IsScoped { get; init; } = true;

    /// <summary>Of a group that does not exist, so that a subscription is asked without touching anything in it.</summary>
    public const string NoGroup = "/resourceGroups/causeflow-probe-no-such-group";

    /// <param name="scope">A subscription or a resource group, as an id.</param>
    public AzureCall At(string scope) => new(
        Permission, IsScoped ? $"{string.Join('/', scope.Split('/').Select(Uri.EscapeDataString))}{Path}" : Path,
        scope.Replace(NoGroup, "", StringComparison.Ordinal), Body?.Invoke(AzureId.SubscriptionOf(scope) ?? ""))
    {
        IsProbe = true,
    };
}

/// <summary>A probe for each call of Resource Manager that a plan has. A test fails when one has none, and when a probe has no plan.</summary>
internal static class PlannedProbes
{
    private const string X = "causeflow-probe-no-such-thing";
    private const string Nobody = "00000000-0000-0000-0000-000000000000";
    private const string Machine = $"/providers/Microsoft.Compute/virtualMachines/{X}";
    private const string Cluster = $"/providers/Microsoft.ContainerService/managedClusters/{X}";
    private const string Site = $"/providers/Microsoft.Web/sites/{X}";

    /// <summary>The workspace has an endpoint, a token and a scope of its own.</summary>
    public const string LogsPermission = LogAnalyticsClient.Permission;

    /// <summary>By permission.</summary>
    public static IReadOnlyDictionary<string, AzureProbe> All { get; } = new AzureProbe[]
    {
        new("Microsoft.AlertsManagement/alerts/read",
            $"/providers/Microsoft.AlertsManagement/alerts/{Nobody}?api-version=2019-03-01"),
        new("Microsoft.Insights/metricAlerts/read",
            $"/providers/Microsoft.Insights/metricAlerts/{X}?api-version=2018-03-01"),
        new("Microsoft.ResourceGraph/resources/read",
            "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01", subscription =>
            $$"""{"subscriptions":["{{subscription}}"],"query":"resources | take 1","options":{"$top":1} }""") { IsScoped = false },
        new("Microsoft.Insights/metrics/read",
            $"{Site}/providers/Microsoft.Insights/metrics?api-version=2024-02-01&metricnames=Requests"),
        new("Microsoft.Compute/virtualMachines/read", $"{Machine}?api-version=2023-07-01"),
        new("Microsoft.ContainerService/managedClusters/read", $"{Cluster}?api-version=2025-05-01"),
        new("Microsoft.ContainerService/managedClusters/agentPools/read",
            $"{Cluster}/agentPools/{X}?api-version=2025-05-01"),
        new("Microsoft.Web/sites/read", $"{Site}?api-version=2023-12-01"),
        new("Microsoft.Web/sites/slots/read", $"{Site}/slots/{X}?api-version=2023-12-01"),
        new("Microsoft.Web/serverfarms/read", $"/providers/Microsoft.Web/serverfarms/{X}?api-version=2023-12-01"),
        new("Microsoft.Insights/eventtypes/values/read",
            "/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter="
            + Uri.EscapeDataString("eventTimestamp ge '2000-01-01T00:00:00Z' and eventTimestamp le '2000-01-01T00:01:00Z'")),
        new("Microsoft.ResourceHealth/availabilityStatuses/read",
            $"{Machine}/providers/Microsoft.ResourceHealth/availabilityStatuses/current?api-version=2025-05-01"),
    }.ToDictionary(probe => probe.Permission, StringComparer.Ordinal);

    /// <summary>The probes of every planned call, with whether an investigation needs it.</summary>
    public static IReadOnlyList<(AzureProbe Probe, bool Mandatory)> Planned { get; } =
    [
        .. AzurePlans.All.SelectMany(plan => plan.Calls).Where(call => call.Permission != LogsPermission)
            .GroupBy(call => call.Permission, StringComparer.Ordinal)
            .Select(calls => (All[calls.Key], calls.Any(call => call.Mandatory))),
    ];
}
