using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Platforms.Google;

/// <summary>Services of Cloud Run, instances behind a load balancer, and workloads on Kubernetes.</summary>
internal sealed class GooglePlatform : IPlatform
{
    public string Provider => CloudWords.Google;

    public IReadOnlyList<string> Shapes => ["run", "compute", "gke"];

    public Application Build(string shape, Names names, bool isPlayed)
    {
        var project = $"{names.Word()}-{names.Pick(["prod", "live", "p1"])}-{names.Digits(6)}";
        var region = names.Pick(["europe-west1", "us-central1", "asia-northeast1"]);
        var ids = new GoogleIds(isPlayed ? PlayedAccount.Google : project, region, names);
        var application = shape switch
        {
            "run" => Run(ids, names, isPlayed),
            "compute" when isPlayed => Instance(ids, names),
            "compute" => Instances(ids, names),
            _ => Cluster(ids, names),
        };
        Wiring.Connect(names.Random, application);
        Wiring.Link(application);
        return application;
    }

    private static Application Run(GoogleIds ids, Names names, bool isPlayed)
    {
        Component Service(string name)
        {
            return Wiring.Make(names, ids.Run(name), GoogleMetrics.Run);
        }

        var (front, neighbour) = (Service(names.Service()), Service(names.Service()));
        var backend = isPlayed ? front : Service(names.Service());
        return Of(ids, names, "run", front, front, backend, neighbour, null, Service);
    }

    private static Application Instances(GoogleIds ids, Names names)
    {
        Component Instance(string name)
        {
            return Wiring.Make(names, ids.Instance(name), GoogleMetrics.Instance);
        }

        var balancer = Wiring.Make(names, ids.LoadBalancer(), GoogleMetrics.LoadBalancer);
        var front = Wiring.Make(names, ids.Group(names.Service()), []);
        var count = (int)names.Random.NextBetween(3, 4);
        for (var i = 0; i < count; i++)
        {
            var replica = Wiring.Make(names, ids.Instance($"{front.Node.Name}-{names.Hex(4)}"), GoogleMetrics.Instance, front.Runtime);
            replica.BaseCpu = front.BaseCpu;
            front.Replicas.Add(replica);
        }

        var application = Of(ids, names, "compute", balancer, front, Instance(names.Service()), Instance(names.Service()), null, Instance);
        foreach (var replica in front.Replicas)
        {
            application.Edges.Add(new Edge(replica.Node.Id, front.Node.Id, "part_of"));
        }

        application.Edges.Add(new Edge(balancer.Node.Id, front.Node.Id, "routes_to"));
        return application;
    }

    /// <summary>One instance that does everything, and whose own alarms fire.</summary>
    private static Application Instance(GoogleIds ids, Names names)
    {
        var instance = Wiring.Make(names, ids.Instance(names.Service()), GoogleMetrics.Instance);
        var neighbour = Wiring.Make(names, ids.Instance(names.Service()), GoogleMetrics.Instance);
        return Of(ids, names, "compute", instance, instance, instance, neighbour, null,
            word => Wiring.Make(names, ids.Instance(word), GoogleMetrics.Instance));
    }

    private static Application Cluster(GoogleIds ids, Names names)
    {
        var cluster = ids.Cluster($"{names.Word()}-gke");
        var pool = Wiring.Make(names, GoogleIds.NodePool(cluster, names.Pick(["default-pool", "workers", "general"])), GoogleMetrics.NodePool);
        Component Workload(string name)
        {
            return Wiring.Make(names, GoogleIds.Workload(cluster.Name, name), GoogleMetrics.Workload);
        }

        var (front, backend, neighbour) = (Workload(names.Service()), Workload(names.Service()), Workload(names.Service()));
        var application = Of(ids, names, "gke", front, front, backend, neighbour, pool, Workload);
        application.Nodes.Add(cluster);
        application.Edges.Add(new Edge(pool.Node.Id, cluster.Id, "part_of"));
        foreach (var workload in new[] { front, backend, neighbour })
        {
            application.Edges.Add(new Edge(workload.Node.Id, pool.Node.Id, "runs_on"));
        }

        pool.BaseCpu = front.BaseCpu;
        pool.OwnTraffic = Curves.Constant(1);
        return application;
    }

    private static Application Of(
        GoogleIds ids, Names names, string shape, Component entry, Component front, Component backend, Component neighbour, Component? host,
        Func<string, Component> bystander)
    {
        var store = Wiring.Make(names, ids.Database(), GoogleMetrics.Sql);
        store.OwnLatency = Curves.Constant(names.Random.NextBetween(2, 8));
        var zone = names.Word();
        return new Application
        {
            Provider = CloudWords.Google, Shape = shape, Account = ids.Project, Region = ids.Region,
            Entry = entry, Front = front, Backend = backend, Store = store, Neighbour = neighbour, Partner = Wiring.Partner(names), Host = host,
            Firewall = ids.Firewall(), Identity = ids.Account($"{backend.Node.Name}-sa"), NameZone = ids.NameZone(zone),
            InternalName = $"{backend.Node.Name}.{zone}.internal", MakeBystander = bystander,
        };
    }
}
