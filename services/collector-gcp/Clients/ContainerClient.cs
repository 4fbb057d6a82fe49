using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

internal sealed class ContainerClient(GcpHttp http) : IContainerClient
{
    public Task<GcpPages<CloudCluster>> ListClustersAsync(string project, CallMeter calls, CancellationToken cancellationToken) =>
        GcpPaging.ListAsync(
            http, Call("container.clusters.list", project, "locations/-/clusters"),
            answer => answer.Items("clusters").Select(cluster => ClusterOf(project, cluster)).OfType<CloudCluster>(),
            answer => answer.Texts("missingZones"), 1, calls, cancellationToken);

    public async Task<IReadOnlyList<CloudNodePool>> ListNodePoolsAsync(
        string project, string location, string cluster, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(
            Call(
                "container.clusters.get", project,
                $"locations/{Uri.EscapeDataString(location)}/clusters/{Uri.EscapeDataString(cluster)}/nodePools"),
            calls, cancellationToken);
        return Pools(answer.RootElement);
    }

    public Task<GcpPages<ContainerOperation>> ListOperationsAsync(string project, CallMeter calls, CancellationToken cancellationToken) =>
        GcpPaging.ListAsync(
            http, Call("container.operations.list", project, "locations/-/operations"),
            answer => answer.Items("operations").Select(OperationOf).OfType<ContainerOperation>(),
            answer => answer.Texts("missingZones"), 1, calls, cancellationToken);

    private static GcpCall Call(string permission, string project, string path) =>
        new(GcpApi.Container, permission, project, $"/v1/projects/{Uri.EscapeDataString(project)}/{path}");

    private static CloudCluster? ClusterOf(string project, JsonElement cluster) =>
        cluster.Text("name") is { Length: > 0 } name && (cluster.Text("location") ?? cluster.Text("zone")) is { Length: > 0 } location
            ? new CloudCluster(
                project, location, name, cluster.Text("status") ?? "STATUS_UNSPECIFIED", cluster.Text("statusMessage"),
                cluster.Text("currentMasterVersion"), cluster.Text("currentNodeVersion"), (int?)cluster.Number("currentNodeCount"),
                Conditions(cluster), cluster.Pairs("resourceLabels"), Pools(cluster))
            : null;

    private static List<CloudNodePool> Pools(JsonElement parent) => [.. parent.Items("nodePools")
        .Where(pool => pool.Text("name") is { Length: > 0 })
        .Select(pool => new CloudNodePool(
            pool.Text("name")!, pool.Text("status") ?? "STATUS_UNSPECIFIED", pool.Text("statusMessage"), pool.Text("version"),
            (int?)pool.Number("initialNodeCount"), pool.IsTrue("autoscaling", "enabled"), (int?)pool.Number("autoscaling", "minNodeCount"),
            (int?)pool.Number("autoscaling", "maxNodeCount"), pool.Text("config", "machineType"),
            pool.IsTrue("config", "spot") || pool.IsTrue("config", "preemptible"), Conditions(pool),
            pool.Text("updateInfo", "blueGreenInfo", "phase")))];

    private static List<ContainerCondition> Conditions(JsonElement parent) => [.. parent.Items("conditions")
        .Select(condition => (Code: condition.Text("canonicalCode") ?? condition.Text("code"), Message: condition.Text("message")))
        .Where(condition => condition.Code is { Length: > 0 })
        .Select(condition => new ContainerCondition(condition.Code!, condition.Message))];

    private static ContainerOperation? OperationOf(JsonElement operation)
    {
        if (operation.Text("name") is not { Length: > 0 } name || operation.Text("operationType") is not { Length: > 0 } type)
        {
            return null;
        }

        var target = (operation.Text("targetLink") ?? "").Split('/');

        // The link says where the cluster is.
        var location = After(target, "locations") ?? After(target, "zones") ?? operation.Text("location") ?? operation.Text("zone") ?? "-";
        return new ContainerOperation(
            name, type, operation.Text("status") ?? "", location, After(target, "clusters"),
            After(target, "nodePools"), operation.Time("startTime"), operation.Time("endTime"),
            operation.Text("error", "message") ?? operation.Text("statusMessage") ?? operation.Text("detail"));
    }

    private static string? After(string[] segments, string name)
    {
        var at = Array.IndexOf(segments, name);
        return at >= 0 && at + 1 < segments.Length ? segments[at + 1] : null;
    }
}
