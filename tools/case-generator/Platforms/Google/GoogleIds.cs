using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Platforms.Google;

/// <summary>Resources of one project by their full resource names.</summary>
internal sealed class GoogleIds(string project, string region, Names names)
{
    public string Project => project;

    public string Region => region;

    public string Zone => $"{region}-b";

    public Node Run(string name) =>
        new($"//run.googleapis.com/projects/{project}/locations/{region}/services/{name}", "gcp.run.service", name, []);

    public Node Instance(string name) => new(
        $"//compute.googleapis.com/projects/{project}/zones/{Zone}/instances/{name}", "gcp.compute.instance", name, [names.Digits(19)]);

    public Node Cluster(string name) => new(
        $"//container.googleapis.com/projects/{project}/locations/{region}/clusters/{name}", "gcp.gke.cluster", name, []);

    public static Node NodePool(Node cluster, string name) =>
        new($"{cluster.Id}/nodePools/{name}", "gcp.gke.node_pool", name, [$"{cluster.Name}/{name}"]);

    public static Node Workload(string cluster, string name) => new($"k8s://{cluster}/apps/deployments/{name}", "generic.service", name, [$"apps/{name}"]);

    public Node LoadBalancer()
    {
        var name = $"{names.Word()}-lb";
        return new Node($"//compute.googleapis.com/projects/{project}/global/urlMaps/{name}", "generic.service", name, []);
    }

    public Node Group(string name) => new(
        $"//compute.googleapis.com/projects/{project}/zones/{Zone}/instanceGroups/{name}", "generic.service", name, []);

    public Node Database()
    {
        var name = $"{names.Word()}-pg";
        return new Node($"//sqladmin.googleapis.com/projects/{project}/instances/{name}", "gcp.sql.instance", name, [$"{project}:{region}:{name}"]);
    }

    public Node Firewall()
    {
        var name = $"allow-{names.Word()}";
        return new Node($"//compute.googleapis.com/projects/{project}/global/firewalls/{name}", "generic.service", name, []);
    }

    public Node Account(string name) => new(
        $"//iam.googleapis.com/projects/{project}/serviceAccounts/{name}@{project}.iam.gserviceaccount.com", "generic.service", name,
        [$"{name}@{project}.iam.gserviceaccount.com"]);

    public Node NameZone(string name) =>
        new($"//dns.googleapis.com/projects/{project}/managedZones/{name}", "generic.service", name, []);
}
