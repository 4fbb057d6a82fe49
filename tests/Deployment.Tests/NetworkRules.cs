using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests;

/// <summary>
/// May one end open a connection to another? Kubernetes' rules: what no policy chooses is free; what one chooses may do only
/// what some policy of that direction allows; both ends must allow it.
/// </summary>
internal sealed class NetworkRules(Rendered all)
{
    private const string Home = "causeflow";
    private readonly List<Resource> _policies = [.. all.Of("NetworkPolicy")];

    /// <summary>A pod, in this namespace or another, or an address outside.</summary>
    /// <param name="Namespace">Null for an address that is no pod's.</param>
    /// <param name="Labels">Of the pod.</param>
    /// <param name="Address">A pod has one too: a block of addresses may hold it.</param>
    /// <param name="Ports">Named ports of the pod.</param>
    public sealed record End(
        string? Namespace, IReadOnlyDictionary<string, string> Labels, IPAddress Address, IReadOnlyDictionary<string, int> Ports);

    public static End Outside(string address) => new(null, new Dictionary<string, string>(), IPAddress.Parse(address), new Dictionary<string, int>());

    public static End Elsewhere(string space, params (string Key, string Value)[] labels) => new(
        space, labels.ToDictionary(label => label.Key, label => label.Value), IPAddress.Parse("10.1.2.3"), new Dictionary<string, int>());

    public static End Pod(params (string Key, string Value)[] labels) => Elsewhere(Home, labels);

    /// <summary>The pods of a workload of this overlay.</summary>
    public End Of(string kind, string name)
    {
        var workload = all.Get(kind, name);
        return new End(Home, workload.PodLabels, IPAddress.Parse("10.1.2.4"),
            workload.ContainerPorts.Where(port => port.Name is not null).ToDictionary(port => port.Name!, port => port.Port));
    }

    public bool May(End from, End to, int port, string protocol = "TCP") =>
        Allows("Egress", "egress", "to", from, to, to, port, protocol) && Allows("Ingress", "ingress", "from", to, from, to, port, protocol);

    private bool Allows(string type, string rules, string peers, End chosen, End peer, End target, int port, string protocol)
    {
        if (chosen.Namespace != Home)
        {
            return true;
        }

        var policies = _policies.Where(policy => Resource.Items(policy.Spec["policyTypes"]).Any(item => (string?)item == type)
            && LabelSelector.Matches(policy.Spec["podSelector"]!, chosen.Labels)).ToList();
        return policies.Count == 0 || policies.SelectMany(policy => Resource.Items(policy.Spec[rules])).Any(rule =>
            (rule[peers] is null || Resource.Items(rule[peers]).Any(allowed => Is(allowed, peer)))
            && (rule["ports"] is null || Resource.Items(rule["ports"]).Any(allowed => Is(allowed, target, port, protocol))));
    }

    private static bool Is(JsonNode allowed, End peer)
    {
        if (allowed["ipBlock"] is { } block)
        {
            return Holds((string)block["cidr"]!, peer.Address)
                && !Resource.Items(block["except"]).Any(except => Holds((string)except!, peer.Address));
        }

        if (peer.Namespace is null)
        {
            return false;
        }

        var inNamespace = allowed["namespaceSelector"] is { } spaces
            ? LabelSelector.Matches(spaces, new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = peer.Namespace })
            : peer.Namespace == Home;
        return inNamespace && (allowed["podSelector"] is not { } pods || LabelSelector.Matches(pods, peer.Labels));
    }

    private static bool Is(JsonNode allowed, End target, int port, string protocol)
    {
        if (((string?)allowed["protocol"] ?? "TCP") != protocol)
        {
            return false;
        }

        return allowed["port"] is not { } wanted
            || (int.TryParse(Resource.Text(wanted), CultureInfo.InvariantCulture, out var number)
                ? number == port : target.Ports.GetValueOrDefault(Resource.Text(wanted)) == port);
    }

    private static bool Holds(string cidr, IPAddress address) => IPNetwork.Parse(cidr) is var network
        && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
}
