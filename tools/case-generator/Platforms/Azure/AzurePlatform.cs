using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Platforms.Azure;

/// <summary>Apps on a plan, a scale set behind a gateway, and workloads on Kubernetes.</summary>
internal sealed class AzurePlatform : IPlatform
{
    public string Provider => CloudWords.Azure;

    public IReadOnlyList<string> Shapes => ["webapp", "vm", "aks"];

    public Application Build(string shape, Names names, bool isPlayed)
    {
        var (subscription, group) = (names.Uuid(), $"{names.Word()}-{names.Pick(["prod", "live", "p1"])}");
        var ids = isPlayed ? new AzureIds(PlayedAccount.Azure, PlayedAccount.AzureGroup, names) : new AzureIds(subscription, group, names);
        var application = shape switch
        {
            "webapp" => WebApp(ids, names, isPlayed),
            "vm" when isPlayed => Machine(ids, names),
            "vm" => Machines(ids, names),
            _ => Cluster(ids, names),
        };
        Wiring.Connect(names.Random, application);
        Wiring.Link(application);
        return application;
    }

    private static Application WebApp(AzureIds ids, Names names, bool isPlayed)
    {
        var plan = Wiring.Make(names, ids.Plan($"{names.Word()}-plan"), AzureMetrics.Plan);
        var front = Wiring.Make(names, ids.App(names.Service()), AzureMetrics.App);
        var backend = isPlayed ? front : Wiring.Make(names, ids.Function(names.Service()), AzureMetrics.Function);
        var neighbour = Wiring.Make(names, ids.App(names.Service()), AzureMetrics.App);
        var application = Of(ids, names, "webapp", front, front, backend, neighbour, plan,
            word => Wiring.Make(names, ids.App(word), AzureMetrics.App));
        application.Edges.Add(new Edge(front.Node.Id, plan.Node.Id, "runs_on"));
        Carry(plan, front);
        return application;
    }

    private static Application Machines(AzureIds ids, Names names)
    {
        var gateway = Wiring.Make(names, ids.Gateway($"{names.Word()}-gw"), AzureMetrics.Gateway);
        var front = Wiring.Make(names, ids.ScaleSet(names.Service()), AzureMetrics.ScaleSet);
        var count = (int)names.Random.NextBetween(3, 4);
        for (var i = 0; i < count; i++)
        {
            var replica = Wiring.Make(names, ids.Machine($"{front.Node.Name}_{i}"), AzureMetrics.Machine, front.Runtime);
            replica.BaseCpu = front.BaseCpu;
            front.Replicas.Add(replica);
        }

        var backend = Wiring.Make(names, ids.Machine(names.Service()), AzureMetrics.Machine);
        var neighbour = Wiring.Make(names, ids.Machine(names.Service()), AzureMetrics.Machine);
        var application = Of(ids, names, "vm", gateway, front, backend, neighbour, null,
            word => Wiring.Make(names, ids.Machine(word), AzureMetrics.Machine));
        foreach (var replica in front.Replicas)
        {
            application.Edges.Add(new Edge(replica.Node.Id, front.Node.Id, "part_of"));
            application.Edges.Add(new Edge(gateway.Node.Id, replica.Node.Id, "routes_to"));
        }

        return application;
    }

    /// <summary>One machine that does everything, and whose own alarms fire.</summary>
    private static Application Machine(AzureIds ids, Names names)
    {
        var machine = Wiring.Make(names, ids.Machine(names.Service()), AzureMetrics.Machine);
        var neighbour = Wiring.Make(names, ids.Machine(names.Service()), AzureMetrics.Machine);
        return Of(ids, names, "vm", machine, machine, machine, neighbour, null, word => Wiring.Make(names, ids.Machine(word), AzureMetrics.Machine));
    }

    private static Application Cluster(AzureIds ids, Names names)
    {
        var cluster = ids.Cluster($"{names.Word()}-aks");
        var pool = Wiring.Make(names, AzureIds.NodePool(cluster, names.Pick(["workers", "general", "apps"])), AzureMetrics.NodePool);
        Component Workload(string name)
        {
            return Wiring.Make(names, AzureIds.Workload(cluster.Name, name), AzureMetrics.Workload);
        }

        var (front, backend, neighbour) = (Workload(names.Service()), Workload(names.Service()), Workload(names.Service()));
        var application = Of(ids, names, "aks", front, front, backend, neighbour, pool, Workload);
        application.Nodes.Add(cluster);
        application.Edges.Add(new Edge(pool.Node.Id, cluster.Id, "part_of"));
        foreach (var workload in new[] { front, backend, neighbour })
        {
            application.Edges.Add(new Edge(workload.Node.Id, pool.Node.Id, "runs_on"));
        }

        Carry(pool, front);
        return application;
    }

    private static Application Of(
        AzureIds ids, Names names, string shape, Component entry, Component front, Component backend, Component neighbour, Component? host,
        Func<string, Component> bystander)
    {
        var store = Wiring.Make(names, ids.Database(), AzureMetrics.Sql);
        store.OwnLatency = Curves.Constant(names.Random.NextBetween(2, 8));
        var zone = $"{names.Word()}.internal";
        return new Application
        {
            Provider = CloudWords.Azure, Shape = shape, Account = ids.Subscription, Region = names.Pick(["westeurope", "eastus2", "uksouth"]),
            Entry = entry, Front = front, Backend = backend, Store = store, Neighbour = neighbour, Partner = Wiring.Partner(names), Host = host,
            Firewall = ids.SecurityGroup(), Identity = ids.Identity($"{backend.Node.Name}-id"), NameZone = ids.Zone(zone),
            InternalName = $"{backend.Node.Name}.{zone}", MakeBystander = bystander,
        };
    }

    /// <summary>A host's load is that of what it carries.</summary>
    private static void Carry(Component host, Component load)
    {
        host.BaseCpu = load.BaseCpu;
        host.OwnTraffic = Curves.Constant(1);
    }
}
