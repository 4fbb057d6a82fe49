using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorAzure.Clients;

/// <inheritdoc cref="IResourceGraph"/>
internal sealed class ResourceGraphClient(IArmClient arm) : IResourceGraph
{
    public const string Permission = "Microsoft.ResourceGraph/resources/read";
    private const string Path = "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01";
    private const int MaxRows = 200;
    private const int MaxPages = 5;

    /// <summary>Azure continues only what has an id, and only an order makes two pages parts of one answer.</summary>
    private const string Columns = "| project id, name, type, kind, location, tags, properties | order by id asc";

    public Task<ArmPages<CloudResource>> ByIdAsync(
        IReadOnlyCollection<AzureId> ids, IReadOnlyList<string> subscriptions, CallMeter calls,
            CancellationToken cancellationToken) =>
        QueryAsync($"resources | where id in~ {Kql.Texts(ids.Select(id => id.Text))}", subscriptions, calls,
            cancellationToken);

    public Task<ArmPages<CloudResource>> ByNameAsync(
        string name, IReadOnlyList<string> subscriptions, CallMeter calls, CancellationToken cancellationToken) =>
            QueryAsync(
            $"resources | where type in~ {Kql.Texts(AzureKinds.Types)} and (name =~ {Kql.Text(name)} "
            + string.Concat(ServiceTags.Select(tag => $"or tostring(tags[{Kql.Text(tag)}]) =~ {Kql.Text(name)} ")) + ")",
            subscriptions, calls, cancellationToken);

    public Task<ArmPages<CloudResource>> ClusterOfNodesAsync(
        string nodeGroup, IReadOnlyList<string> subscriptions, CallMeter calls,
            CancellationToken cancellationToken) => QueryAsync(
            "resources | where type =~ 'microsoft.containerservice/managedclusters' "
            + $"and tostring(properties.nodeResourceGroup) =~ {Kql.Text(nodeGroup)}",
            subscriptions, calls, cancellationToken);

    /// <summary>How people mark what a resource belongs to.</summary>
    private static readonly string[] ServiceTags = ["service", "Service", "app", "application"];

    private async Task<ArmPages<CloudResource>> QueryAsync(
        string query, IReadOnlyList<string> subscriptions, CallMeter calls, CancellationToken cancellationToken)
    {
        var found = new List<CloudResource>();
        string? next = null;
        for (var page = 0; ; page++)
        {
            JsonElement answer;
            try
            {
                answer = await PageAsync(query, subscriptions, next, calls, cancellationToken);
            }
            catch (CollectionException e) when (page > 0)
            {
                return new ArmPages<CloudResource>(found, null, e);
            }

            found.AddRange(answer.Items("data").Select(CloudResource.Of).OfType<CloudResource>());
            var following = answer.Text("$skipToken");
            if (following is not { Length: > 0 })
            {
                return new ArmPages<CloudResource>(found, answer.Text("resultTruncated") is "true"
                    ? "Resource Graph left resources out and offers no further page" : null);
            }

            if (following == next || page + 1 >= MaxPages)
            {
                return new ArmPages<CloudResource>(
                    found, following == next ? "its next page is one that was read before" : $"it has more than {MaxPages} pages");
            }

            next = following;
        }
    }

    private async Task<JsonElement> PageAsync(
        string query, IReadOnlyList<string> subscriptions, string? next, CallMeter calls, CancellationToken cancellationToken)
    {
        var options = new JsonObject { ["$top"] = MaxRows, ["resultFormat"] = "objectArray" };
        if (next is not null)
        {
            options["$skipToken"] = next;
        }

        var body = new JsonObject
        {
            ["subscriptions"] = new JsonArray([.. subscriptions.Select(id => (JsonNode)id)]),
            ["query"] = $"{query} {Columns}",
            ["options"] = options,
        };
        var answer = await arm.PostAsync(
            Permission, Path, $"/subscriptions/{subscriptions[0]}", body.ToJsonString(), calls, cancellationToken);
        return answer.At("data") is { ValueKind: JsonValueKind.Array }
            ? answer : throw AzureHttp.Unreadable(new AzureCall(Permission, Path, "/"), null);
    }
}
