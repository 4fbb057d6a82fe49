namespace CauseFlow.Cluster.Replicas;

/// <summary>The services and what they have.</summary>
public static class ServiceNames
{
    public const string Gateway = "gateway";
    public const string Ingestion = "ingestion";
    public const string Broker = "credential-broker";
    public const string Investigations = "investigations";
    public const string CollectorAws = "collector-aws";
    public const string CollectorAzure = "collector-azure";
    public const string CollectorGcp = "collector-gcp";

    /// <summary>The page: a client of the gateway, on no bus and without a store.</summary>
    public const string Dashboard = "dashboard";

    /// <summary>Those that keep state in a database, each in a schema of its own name with <c>_</c> for <c>-</c>.</summary>
    public static IReadOnlyList<string> WithStore { get; } = [Gateway, Ingestion, Broker, Investigations];

    /// <summary>Those that are on the bus, each with a user of its own.</summary>
    public static IReadOnlyList<string> OnBus { get; } =
        [Ingestion, Broker, Investigations, CollectorAws, CollectorAzure, CollectorGcp];

    public static IReadOnlyList<string> Collectors { get; } = [CollectorAws, CollectorAzure, CollectorGcp];

    /// <summary>All but the page, which is there where somebody looks.</summary>
    public static IReadOnlyList<string> All { get; } = [.. OnBus, Gateway];

    /// <summary>The name of the assembly, <c>CauseFlow.CollectorAws</c> without its first part.</summary>
    public static string AssemblyOf(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
