using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// What the id of a resource says by itself, so that nobody has to type it again: an ARN, an ARM id, or the full resource
/// name of Google Cloud.
/// </summary>
/// <param name="Id">As collectors write it: ARM ids in lower case.</param>
/// <param name="Account">Account, subscription or project.</param>
/// <param name="Region">Null where the id names none, as ARM ids never do.</param>
/// <param name="Kinds">The kinds that it may be, the likeliest first; empty where the type is none of ours.</param>
/// <param name="Name">The last part, as typed; null where it says no more than the whole.</param>
internal sealed record CloudResourceId(
    string Id, string Account, string? Region, IReadOnlyList<string> Kinds, string? Name)
{
    private const string GooglePrefix = "//";
    private const string GoogleSuffix = ".googleapis.com";

    /// <summary>The kinds of Azure by ARM type. A site's id does not say what runs in it.</summary>
    private static readonly Dictionary<string, string[]> AzureKinds = new(StringComparer.Ordinal)
    {
        ["microsoft.compute/virtualmachines"] = [ResourceKinds.AzureVm],
        ["microsoft.compute/virtualmachinescalesets"] = [ResourceKinds.AzureVmss],
        ["microsoft.containerservice/managedclusters"] = [ResourceKinds.AksCluster],
        ["microsoft.containerservice/managedclusters/agentpools"] = [ResourceKinds.AksNodePool],
        ["microsoft.web/sites"] = [ResourceKinds.AppService, ResourceKinds.FunctionApp],
        ["microsoft.web/sites/slots"] = [ResourceKinds.AppService, ResourceKinds.FunctionApp],
        ["microsoft.web/serverfarms"] = [ResourceKinds.AppServicePlan],
        ["microsoft.sql/servers/databases"] = [ResourceKinds.AzureSqlDatabase],
        ["microsoft.operationalinsights/workspaces"] = [ResourceKinds.LogAnalyticsWorkspace],
    };

    /// <summary>The kinds of Google Cloud by service and type, where a place (zone, region, location) is no type.</summary>
    private static readonly Dictionary<string, string[]> GoogleKinds = new(StringComparer.Ordinal)
    {
        ["compute/instances"] = [ResourceKinds.ComputeInstance],
        ["container/clusters"] = [ResourceKinds.GkeCluster],
        ["container/clusters/nodePools"] = [ResourceKinds.GkeNodePool],
        ["run/services"] = [ResourceKinds.RunService],
        ["run/services/revisions"] = [ResourceKinds.RunRevision],
        ["sqladmin/instances"] = [ResourceKinds.CloudSqlInstance],
    };

    /// <summary>Null for an id that is not of the cloud's own form.</summary>
    public static CloudResourceId? Read(CloudProvider provider, string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return provider switch
        {
            CloudProvider.Aws => Arn(id),
            CloudProvider.Azure => Arm(id),
            CloudProvider.Gcp => Google(id),
            _ => null,
        };
    }

    /// <summary>What to type where the form is not met; null where a cloud's resources have ids of any form.</summary>
    public static string? FormOf(CloudProvider? provider) => provider switch
    {
        CloudProvider.Azure => "resource.id of Azure is an ARM id such as "
            + "/subscriptions/{subscription id}/resourceGroups/{group}/providers/Microsoft.Web/sites/{name}.",
        CloudProvider.Gcp => "resource.id of Google Cloud is a full resource name such as "
            + "//run.googleapis.com/projects/{project}/locations/{location}/services/{name}.",
        _ => null,
    };

    /// <summary>Null for an id that is no ARN, or one of a service whose ARNs name no account.</summary>
    private static CloudResourceId? Arn(string id) =>
        id.Split(':', 6) is ["arn", _, _, var region, { Length: > 0 } account, _]
            ? new(id, account, region.Length == 0 ? null : region, [], null)
            : null;

    private static CloudResourceId? Arm(string id)
    {
        // subscriptions/{id}/resourceGroups/{group}/providers/{namespace}/{type}/{name}[/{type}/{name}]…
        if (id.Split('/') is not
                ["", var subscriptions, var subscription, var groups, var group, var providers, var space, .. { Length: >= 2 } path]
            || path.Length % 2 != 0 || !Same(subscriptions, "subscriptions") || !Same(groups, "resourceGroups")
            || !Same(providers, "providers") || !Guid.TryParseExact(subscription, "D", out _)
            || !IsSegment(group) || !IsSegment(space) || !path.All(IsSegment))
        {
            return null;
        }

        var types = path.Where((_, index) => index % 2 == 0);
        var type = $"{space}/{string.Join('/', types)}".ToLowerInvariant();
        return new(id.ToLowerInvariant(), subscription.ToLowerInvariant(), null, AzureKinds.GetValueOrDefault(type, []), path[^1]);
    }

    private static CloudResourceId? Google(string id)
    {
        // //{service}.googleapis.com/projects/{project}/{type}/{name}…, of which one pair may be the place.
        if (!id.StartsWith(GooglePrefix, StringComparison.Ordinal)
            || id[GooglePrefix.Length..].Split('/') is not [var host, "projects", var project, .. { Length: >= 2 } path]
            || path.Length % 2 != 0 || !host.EndsWith(GoogleSuffix, StringComparison.Ordinal)
            || !IsSegment(host) || !IsSegment(project) || !path.All(IsSegment))
        {
            return null;
        }

        var pairs = path.Chunk(2).Select(pair => (Type: pair[0], Name: pair[1])).ToList();
        var place = pairs.Find(pair => pair.Type is "zones" or "regions" or "locations");
        pairs.RemoveAll(pair => pair.Type is "zones" or "regions" or "locations");
        if (pairs.Count == 0)
        {
            return null;
        }

        var type = string.Join('/', pairs.Select(pair => pair.Type).Prepend(host[..^GoogleSuffix.Length]));
        return new(id, project, place.Name, GoogleKinds.GetValueOrDefault(type, []), pairs[^1].Name);
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    /// <summary>Ids become paths of requests: what could leave its place in one is refused.</summary>
    private static bool IsSegment(string text) => text.Length is > 0 and <= 256 && text is not ("." or "..")
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':' or '(' or ')');
}
