using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;

namespace CauseFlow.CollectorGcp.Probes;

/// <summary>The smallest read of each API: whether it is switched on, and whether the token's scope is taken there.</summary>
internal static class ApiProbes
{
    /// <summary>Whether there is a call that needs the permission.</summary>
    public static bool Asks(string permission) => Calls("-", DateTimeOffset.UnixEpoch.AddDays(1)).Any(call => call.Permission == permission);

    /// <summary>
    /// The API that a permission is of, such as <c>cloudresourcemanager.googleapis.com</c>: its name is not always the permission's first
    /// word. Null where no probe asks the API, so that a test would pass though it is switched off.
    /// </summary>
    public static GcpApi? ApiOf(string permission) => Calls("-", DateTimeOffset.UnixEpoch.AddDays(1))
        .FirstOrDefault(call => WordOf(call.Permission) == WordOf(permission))?.Api;

    private static string WordOf(string permission) => permission[..permission.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The refusals by permission; those of permissions that are not held are not tried.</summary>
    public static async Task<IReadOnlyDictionary<string, CollectionException>> FindAsync(
        GcpHttp http, string project, IReadOnlySet<string> held, CallMeter meter, TimeProvider time, CancellationToken cancellationToken)
    {
        var tried = await Task.WhenAll(Calls(project, time.GetUtcNow()).Where(call => held.Contains(call.Permission)).Select(async call =>
        {
            try
            {
                using var answer = await http.SendAsync(call, meter, cancellationToken);
                return (call.Permission, Refusal: null);
            }
            catch (CollectionException e)
            {
                return (call.Permission, Refusal: (CollectionException?)e);
            }
        }));
        return tried.Where(one => one.Refusal is not null).ToDictionary(one => one.Permission, one => one.Refusal!, StringComparer.Ordinal);
    }

    private static IEnumerable<GcpCall> Calls(string project, DateTimeOffset now)
    {
        var id = Uri.EscapeDataString(project);
        yield return new(GcpApi.Compute, "compute.instances.list", project, $"/compute/v1/projects/{id}/aggregated/instances?maxResults=1");
        yield return new(GcpApi.Container, "container.clusters.list", project, $"/v1/projects/{id}/locations/-/clusters");
        yield return new(GcpApi.Run, "run.services.list", project, $"/v1/projects/{id}/locations/-/services");
        yield return new(GcpApi.ResourceManager, "resourcemanager.projects.get", project, $"/v3/projects/{id}");
        yield return new(
            GcpApi.Monitoring, "monitoring.timeSeries.list", project,
            $"/v3/projects/{id}/timeSeries?filter={Uri.EscapeDataString("metric.type=\"compute.googleapis.com/instance/uptime\"")}"
            + $"&interval.startTime={Uri.EscapeDataString(GcpFilter.Time(now.AddMinutes(-2)))}&interval.endTime={Uri.EscapeDataString(GcpFilter.Time(now))}&pageSize=1");
        yield return new(GcpApi.Logging, "logging.logEntries.list", project, "/v2/entries:list", new JsonObject
        {
            ["resourceNames"] = new JsonArray($"projects/{project}"), ["pageSize"] = 1, ["orderBy"] = "timestamp desc",
            ["filter"] = GcpFilter.All(
                $"logName={GcpFilter.Quote($"projects/{project}/logs/cloudaudit.googleapis.com%2Factivity")}",
                GcpFilter.Between(now.AddMinutes(-5), now)),
        });
    }
}
