using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Platforms;

/// <summary>How the parts of every application hang together, and the levels at which they idle.</summary>
internal static class Wiring
{
    private static readonly Runtime[] Runtimes = Enum.GetValues<Runtime>();

    public static Component Make(Names names, Node node, IReadOnlyList<VendorMetric> metrics, Runtime? runtime = null)
    {
        var random = names.Random;
        var component = new Component(node, runtime ?? names.Pick(Runtimes)) { Metrics = metrics };
        component.OwnLatency = Curves.Constant(random.NextBetween(8, 60));
        component.OwnErrors = Curves.Constant(random.NextBetween(2, 30) / 10_000.0);
        component.BaseCpu = random.NextBetween(18, 45);
        component.Gauges[Signal.Memory] = Curves.Constant(random.NextBetween(35, 62));
        component.Gauges[Signal.Instances] = Curves.Constant(random.NextBetween(2, 6));
        component.Gauges[Signal.Connections] = Curves.Constant(random.NextBetween(25, 70));
        component.Gauges[Signal.FreeDisk] = Curves.Constant(random.NextBetween(38, 72));
        component.Gauges[Signal.DiskLatency] = Curves.Constant(random.NextBetween(1, 5));
        component.Gauges[Signal.Network] = Curves.Constant(random.NextBetween(20, 400) * 1e6);
        component.Gauges[Signal.ClientErrors] = Curves.Constant(random.NextBetween(1, 12));
        return component;
    }

    /// <summary>Somebody else's API.</summary>
    public static Component Partner(Names names)
    {
        var host = $"api.{names.Word()}-{names.Hex(3)}.example";
        var partner = Make(names, new Node(host, "generic.service", host, []), []);
        partner.OwnLatency = Curves.Constant(names.Random.NextBetween(40, 160));
        return partner;
    }

    /// <summary>Who calls whom: entry → front → backend → store, and the front's call to the partner.</summary>
    public static void Connect(StableRandom random, Application application)
    {
        var (entry, front, backend) = (application.Entry, application.Front, application.Backend);
        var traffic = random.NextBetween(240, 2_400);
        var day = Curves.Daily(random.NextDouble());
        entry.OwnTraffic = minute => traffic * (1 + (0.12 * day(minute)));
        var otherTraffic = random.NextBetween(120, 1_800);
        application.Neighbour.OwnTraffic = minute => otherTraffic * (1 + (0.12 * day(minute)));
        if (!ReferenceEquals(entry, front))
        {
            entry.Calls.Add(new Call(front, 1, 1));
        }

        foreach (var part in Spread(front))
        {
            if (!ReferenceEquals(front, backend))
            {
                part.Calls.Add(new Call(backend, 0.6 + (0.4 * random.NextDouble()), 0.85));
            }

            part.Calls.Add(new Call(application.Partner, 0.3 + (0.3 * random.NextDouble()), 0.9));
        }

        foreach (var part in ReferenceEquals(front, backend) ? Application.Parts(front) : Spread(backend))
        {
            part.Calls.Add(new Call(application.Store, 1 + random.NextDouble(), 0.8));
        }
    }

    /// <summary>The relations that every shape has; the shape adds its own.</summary>
    public static void Link(Application application)
    {
        application.Nodes.AddRange([application.Firewall, application.Identity, application.NameZone, application.Partner.Node]);
        foreach (var component in application.Components.Where(component => component.LogNode != component.Node))
        {
            if (!application.Nodes.Contains(component.LogNode))
            {
                application.Nodes.Add(component.LogNode);
            }

            application.Edges.Add(new Edge(component.Node.Id, component.LogNode.Id, "logs_to"));
        }

        foreach (var part in Application.Parts(application.Front))
        {
            Relate(application, part.Node, application.Backend.Node, "routes_to");
        }

        foreach (var (one, other) in application.Front.Replicas.Zip(application.Front.Replicas.Skip(1)))
        {
            application.Edges.Add(new Edge(one.Node.Id, other.Node.Id, "sibling_of"));
        }

        application.Edges.Add(new Edge(application.Front.Node.Id, application.Partner.Node.Id, "routes_to"));
        application.Edges.Add(new Edge(application.Backend.Node.Id, application.Store.Node.Id, "routes_to"));
        application.Edges.Add(new Edge(application.Store.Node.Id, application.Firewall.Id, "runs_on"));
        application.Edges.Add(new Edge(application.Backend.Node.Id, application.Identity.Id, "runs_on"));
        application.Edges.Add(new Edge(application.Front.Node.Id, application.NameZone.Id, "runs_on"));
    }

    /// <summary>Unless both are the same.</summary>
    public static void Relate(Application application, Node from, Node to, string type)
    {
        if (from.Id != to.Id)
        {
            application.Edges.Add(new Edge(from.Id, to.Id, type));
        }
    }

    /// <summary>Sets what each component's CPU is measured against; after the last call was added.</summary>
    public static void Settle(IReadOnlyList<Component> components)
    {
        var behaviour = new Behaviour(components);
        foreach (var component in components)
        {
            component.UsualTraffic = Math.Max(1, behaviour.Traffic(component, 0));
        }
    }

    /// <summary>A group hands its requests on to its instances in equal parts.</summary>
    private static List<Component> Spread(Component component)
    {
        if (component.Replicas.Count == 0)
        {
            return [component];
        }

        component.OwnLatency = Curves.Constant(0);
        component.OwnErrors = Curves.Constant(0);
        foreach (var replica in component.Replicas)
        {
            component.Calls.Add(new Call(replica, 1.0 / component.Replicas.Count, 1));
        }

        return component.Replicas;
    }
}
