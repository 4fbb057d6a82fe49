using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Platforms;

/// <summary>
/// The application that an incident happens in. Every cloud and shape fills the same roles with resources of its own, so that
/// a family is written once.
/// </summary>
internal sealed class Application
{
    /// <summary>A word of <see cref="CloudWords"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>How it runs, such as ecs, lambda or vm.</summary>
    public required string Shape { get; init; }

    /// <summary>Account id, subscription or project.</summary>
    public required string Account { get; init; }

    public required string Region { get; init; }

    /// <summary>Where requests come in; the front itself where the cloud has nothing before it.</summary>
    public required Component Entry { get; init; }

    /// <summary>The service whose users notice.</summary>
    public required Component Front { get; init; }

    /// <summary>A service that the front calls.</summary>
    public required Component Backend { get; init; }

    /// <summary>The database behind the backend.</summary>
    public required Component Store { get; init; }

    /// <summary>A service of another team beside it, which calls nothing of this application.</summary>
    public required Component Neighbour { get; init; }

    /// <summary>Somebody else's API that the front calls; nobody here measures it.</summary>
    public required Component Partner { get; init; }

    /// <summary>What the front runs on: a plan, a node pool, or the group of its instances; null where there is no such thing.</summary>
    public Component? Host { get; init; }

    /// <summary>Nodes without behaviour of their own, such as groups of rules, roles, zones of names and places of logs.</summary>
    public List<Node> Nodes { get; } = [];

    public List<Edge> Edges { get; } = [];

    /// <summary>Services of the account that have nothing to do with it.</summary>
    public List<Component> Bystanders { get; } = [];

    /// <summary>Rules of who may reach the store.</summary>
    public required Node Firewall { get; init; }

    /// <summary>The identity that the backend works under.</summary>
    public required Node Identity { get; init; }

    /// <summary>Where the names of its services are kept.</summary>
    public required Node NameZone { get; init; }

    /// <summary>Host name of the backend or of the store, as callers resolve it.</summary>
    public required string InternalName { get; init; }

    /// <summary>Makes one more service of the account's kind.</summary>
    public required Func<string, Component> MakeBystander { get; init; }

    /// <summary>Every component, each once: what takes part first.</summary>
    public IReadOnlyList<Component> Components =>
    [
        .. new[] { Entry, Front, Backend, Store, Neighbour }.Concat(Front.Replicas).Concat(Backend.Replicas)
            .Concat(Host is null ? [] : [Host]).Concat(Bystanders).Distinct(),
    ];

    /// <summary>The parts that do a component's work.</summary>
    public static IReadOnlyList<Component> Parts(Component component) => component.Replicas.Count > 0 ? component.Replicas : [component];
}
