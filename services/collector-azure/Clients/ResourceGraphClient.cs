using System.Text.Json.Nodes;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <inheritdoc cref="IResourceGraph"/>
internal sealed class ResourceGraphClient(IArmClient arm) : IResourceGraph
{
    public const string Permission = "Microsoft.ResourceGraph/resources/read";
    private const string Path = "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01";
    private const int MaxRows = 200;
    private const string Columns = "| project id, name, type, kind, location, tags, properties";

    public Task<IReadOnlyList<CloudResource>> ByIdAsync(
        IReadOnlyCollection<AzureId> ids, IReadOnlyList<string> subscriptions, CallMeter calls,
            CancellationToken cancellationToken) =>
        QueryAsync($"resources | where id in~ {Kql.Texts(ids.Select(id => id.Text))}", subscriptions, calls,
            cancellationToken);

    public Task<IReadOnlyList<CloudResource>> ByNameAsync(
        string name, IReadOnlyList<string> subscriptions, CallMeter calls, CancellationToken cancellationToken) =>
            QueryAsync(
            $"resources | where type in~ {Kql.Texts(AzureKinds.Types)} and (name =~ {Kql.Text(name)} "
            + string.Concat(ServiceTags.Select(tag => $"or tostring(tags[{Kql.Text(tag)}]) =~ {Kql.Text(name)} ")) + ")",
            subscriptions, calls, cancellationToken);

    public Task<IReadOnlyList<CloudResource>> ClusterOfNodesAsync(
        string nodeGroup, IReadOnlyList<string> subscriptions, CallMeter calls,
            CancellationToken cancellationToken) => QueryAsync(
            "resources | where type =~ 'microsoft.containerservice/managedclusters' "
            + $"and tostring(properties.nodeResourceGroup) =~ {Kql.Text(nodeGroup)}",
            subscriptions, calls, cancellationToken);

    /// <summary>How people mark what a resource belongs to.</summary>
    private static readonly string[] ServiceTags = ["service", "Service", "app", "application"];

    private async Task<IReadOnlyList<CloudResource>> QueryAsync(
        string query, IReadOnlyList<string> subscriptions, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["subscriptions"] = new JsonArray([.. subscriptions.Select(id => (JsonNode)id)]),
            ["query"] = $"{query} {Columns} | take {MaxRows}",
            ["options"] = new JsonObject { ["$top"] = MaxRows, ["resultFormat"] = "objectArray" },
        };
        var answer = await arm.PostAsync(
            Permission, Path, $"/subscriptions/{subscriptions[0]}", body.ToJsonString(), calls, cancellationToken);
        return answer.At("data") is { ValueKind: System.Text.Json.JsonValueKind.Array }
            ? [.. answer.Items("data").Select(CloudResource.Of).OfType<CloudResource>()]
            : throw AzureHttp.Unreadable(new AzureCall(Permission, Path, "/"), null);
    }
}
