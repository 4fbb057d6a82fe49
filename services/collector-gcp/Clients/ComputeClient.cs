using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

internal sealed class ComputeClient(GcpHttp http) : IComputeClient
{
    public Task<GcpPages<CloudInstance>> ListInstancesAsync(
        string project, string? filter, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        var query = "?maxResults=500&returnPartialSuccess=true" + (filter is null ? "" : $"&filter={Uri.EscapeDataString(filter)}");
        return GcpPaging.ListAsync(
            http,
            new GcpCall(
                GcpApi.Compute, "compute.instances.list", project,
                $"/compute/v1/projects/{Uri.EscapeDataString(project)}/aggregated/instances{query}"),
            answer => Zones(answer).SelectMany(zone => zone.Value.Items("instances")).Select(instance => Of(project, instance)).OfType<CloudInstance>(),
            Missing, maxPages, calls, cancellationToken);
    }

    private static IReadOnlyList<(string Name, JsonElement Value)> Zones(JsonElement answer) =>
        answer.At("items") is { ValueKind: JsonValueKind.Object } items ? items.Members() : [];

    /// <summary>A zone without results is no gap; any other warning is one.</summary>
    private static IEnumerable<string> Missing(JsonElement answer) => Zones(answer)
        .Where(zone => zone.Value.Text("warning", "code") is { } code && code != "NO_RESULTS_ON_PAGE")
        .Select(zone => zone.Name).Concat(answer.Texts("unreachables"));

    private static CloudInstance? Of(string project, JsonElement instance) =>
        instance.Text("name") is { Length: > 0 } name && instance.Text("id") is { Length: > 0 } id && instance.Text("zone") is { Length: > 0 } zone
            ? new CloudInstance(
                project, Tail(zone), name, id, instance.Text("status") ?? "UNKNOWN", instance.Text("statusMessage"),
                instance.Text("machineType") is { } type ? Tail(type) : null, instance.Time("creationTimestamp"), instance.Time("lastStartTimestamp"),
                instance.Time("lastStopTimestamp"),
                instance.IsTrue("scheduling", "preemptible") || instance.Text("scheduling", "provisioningModel") == "SPOT", instance.Pairs("labels"))
            : null;

    private static string Tail(string url) => url[(url.LastIndexOf('/') + 1)..];
}
