using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Platforms.Azure;

/// <summary>Resources of one subscription and group; ids are in lower case, as the product compares them.</summary>
internal sealed class AzureIds(string subscription, string group, Names names)
{
    public string Subscription => subscription;

    public string Group => group;

    public Node App(string name) => Of("microsoft.web/sites", name, "azure.app_service", [$"{name}.azurewebsites.net"]);

    public Node Function(string name) => Of("microsoft.web/sites", name, "azure.function_app", [$"{name}.azurewebsites.net"]);

    public Node Plan(string name) => Of("microsoft.web/serverfarms", name, "azure.app_service_plan", []);

    public Node Machine(string name) => Of("microsoft.compute/virtualmachines", name, "azure.vm", []);

    public Node ScaleSet(string name) => Of("microsoft.compute/virtualmachinescalesets", name, "azure.vmss", []);

    public Node Cluster(string name) => Of("microsoft.containerservice/managedclusters", name, "azure.aks.cluster", []);

    public static Node NodePool(Node cluster, string name) => new($"{cluster.Id}/agentpools/{name}", "azure.aks.node_pool", name, [$"{cluster.Name}/{name}"]);

    public Node Gateway(string name) => Of("microsoft.network/applicationgateways", name, "generic.service", []);

    public Node Database()
    {
        var (server, name) = ($"{names.Word()}-sql", $"{names.Word()}db");
        return new Node(
            Id($"microsoft.sql/servers/{server}/databases/{name}"), "azure.sql.database", name, [$"{server}.database.windows.net", $"{server}/{name}"]);
    }

    public Node SecurityGroup() => Of("microsoft.network/networksecuritygroups", $"{names.Word()}-nsg", "generic.service", []);

    public Node Identity(string name) => Of("microsoft.managedidentity/userassignedidentities", name, "generic.service", []);

    public Node Zone(string name) => Of("microsoft.network/privatednszones", name, "generic.service", []);

    public static Node Workload(string cluster, string name) => new($"k8s://{cluster}/apps/deployments/{name}", "generic.service", name, [$"apps/{name}"]);

    private Node Of(string type, string name, string kind, IReadOnlyList<string> aliases) => new(Id($"{type}/{name}"), kind, name, aliases);

    private string Id(string rest) => $"/subscriptions/{subscription}/resourcegroups/{group}/providers/{rest}";
}
