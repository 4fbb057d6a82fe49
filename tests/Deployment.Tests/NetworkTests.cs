namespace CauseFlow.Deployment.Tests;

/// <summary>Who may reach whom, asked of the policies as a cluster would.</summary>
public sealed class NetworkTests
{
    private const int Api = 8080;
    private const int Internal = 8443;
    private static readonly string[] Collectors = ["collector-aws", "collector-azure", "collector-gcp"];
    private static readonly string[] Behind = ["ingestion", "credential-broker", "investigations"];
    private static readonly string[] Services = ["gateway", .. Behind, .. Collectors];
    private static readonly NetworkRules.End RabbitMq = NetworkRules.Pod(("app.kubernetes.io/name", "rabbitmq"));
    private static readonly NetworkRules.End Prometheus = NetworkRules.Elsewhere("monitoring");
    private static readonly NetworkRules.End IngressController = NetworkRules.Elsewhere("ingress-nginx");
    private static readonly NetworkRules.End Names = NetworkRules.Elsewhere("kube-system", ("k8s-app", "kube-dns"));

    [Theory]
    [ClassData(typeof(Overlays))]
    public void A_pod_that_no_policy_names_reaches_names_and_nothing_else(string overlay)
    {
        var (rules, stranger) = (Rules(overlay), NetworkRules.Pod(("app.kubernetes.io/name", "stranger")));

        rules.May(stranger, Names, 53, "UDP").ShouldBeTrue();
        rules.May(stranger, NetworkRules.Outside("52.94.1.1"), 443).ShouldBeFalse();
        rules.May(stranger, RabbitMq, 5671).ShouldBeFalse();
        foreach (var service in Services.Select(name => rules.Of("Deployment", name)))
        {
            rules.May(stranger, service, Api).ShouldBeFalse();
            rules.May(stranger, service, Internal).ShouldBeFalse();
            rules.May(NetworkRules.Elsewhere("default"), service, Internal).ShouldBeFalse();
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Collectors_reach_broker_bus_clouds_and_names(string overlay)
    {
        var rules = Rules(overlay);
        foreach (var collector in Collectors.Select(name => rules.Of("Deployment", name)))
        {
            rules.May(collector, rules.Of("Deployment", "credential-broker"), Internal).ShouldBeTrue();
            rules.May(collector, RabbitMq, 5671).ShouldBeTrue();
            rules.May(collector, NetworkRules.Outside("52.94.1.1"), 443).ShouldBeTrue();
            rules.May(collector, NetworkRules.Outside("2600:1f00::1"), 443).ShouldBeTrue();
            rules.May(collector, Names, 53, "UDP").ShouldBeTrue();
            rules.May(collector, Names, 53).ShouldBeTrue();
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Collectors_reach_nothing_else(string overlay)
    {
        var rules = Rules(overlay);
        foreach (var name in Collectors)
        {
            var collector = rules.Of("Deployment", name);
            rules.May(collector, rules.Of("Deployment", "credential-broker"), Api).ShouldBeFalse();
            foreach (var service in Services.Where(service => service != "credential-broker"))
            {
                // One hands over what lay in a queue.
                var mayHandOver = (name, service) == ("collector-aws", "ingestion");
                rules.May(collector, rules.Of("Deployment", service), Api).ShouldBeFalse();
                rules.May(collector, rules.Of("Deployment", service), Internal).ShouldBe(mayHandOver);
            }

            foreach (var address in new[]
            {
                "169.254.169.254", "169.254.170.2", "169.254.170.23", "10.96.0.1", "172.20.0.1", "192.168.1.10", "100.64.0.1", "127.0.0.1",
                "fd00:ec2::254", "fe80::1", "::1", "64:ff9b::10.0.0.1", "64:ff9b:1::a00:1", "2002:a00:1::1",
            })
            {
                rules.May(collector, NetworkRules.Outside(address), 443).ShouldBeFalse(address);
                rules.May(collector, NetworkRules.Outside(address), 80).ShouldBeFalse(address);
            }

            rules.May(collector, NetworkRules.Outside("52.94.1.1"), 80).ShouldBeFalse();
            rules.May(collector, NetworkRules.Outside("52.94.1.1"), 5432).ShouldBeFalse();
            rules.May(collector, NetworkRules.Pod(("app.kubernetes.io/name", "postgres")), 5432).ShouldBeFalse();
            rules.May(collector, NetworkRules.Outside("10.20.30.40"), 5432).ShouldBeFalse();
            rules.May(collector, RabbitMq, 15671).ShouldBeFalse();
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Nothing_reaches_a_collector_but_Prometheus_its_metrics(string overlay)
    {
        var rules = Rules(overlay);
        foreach (var collector in Collectors.Select(name => rules.Of("Deployment", name)))
        {
            foreach (var from in Services.Select(name => rules.Of("Deployment", name)).Append(RabbitMq).Append(IngressController)
                .Append(NetworkRules.Elsewhere("default")).Append(NetworkRules.Outside("203.0.113.9")))
            {
                rules.May(from, collector, Internal).ShouldBeFalse();
                rules.May(from, collector, Api).ShouldBeFalse();
            }

            rules.May(Prometheus, collector, Internal).ShouldBeTrue();
            rules.May(Prometheus, collector, Api).ShouldBeFalse();
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void The_gateway_is_the_only_door_and_leads_to_the_three_apis(string overlay)
    {
        var rules = Rules(overlay);
        var gateway = rules.Of("Deployment", "gateway");

        rules.May(IngressController, gateway, Api).ShouldBeTrue();
        rules.May(IngressController, gateway, Internal).ShouldBeFalse();
        rules.May(NetworkRules.Outside("203.0.113.9"), gateway, Api).ShouldBeFalse();
        rules.May(gateway, RabbitMq, 5671).ShouldBeFalse();
        foreach (var service in Behind.Select(name => rules.Of("Deployment", name)))
        {
            rules.May(gateway, service, Api).ShouldBeTrue();
            rules.May(gateway, service, Internal).ShouldBeTrue();
            rules.May(IngressController, service, Api).ShouldBeFalse();
            rules.May(service, gateway, Api).ShouldBeFalse();
            rules.May(service, gateway, Internal).ShouldBeFalse();
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void The_broker_is_called_by_the_services_and_reaches_the_clouds_tokens(string overlay)
    {
        var rules = Rules(overlay);
        var broker = rules.Of("Deployment", "credential-broker");
        foreach (var name in Services.Where(name => name != "credential-broker"))
        {
            rules.May(rules.Of("Deployment", name), broker, Internal).ShouldBeTrue(name);
            rules.May(rules.Of("Deployment", name), broker, Api).ShouldBe(name == "gateway", name);
        }

        rules.May(broker, NetworkRules.Outside("52.94.1.1"), 443).ShouldBeTrue();
        rules.May(broker, NetworkRules.Outside("169.254.169.254"), 80).ShouldBeFalse();
        rules.May(broker, RabbitMq, 5671).ShouldBeTrue();
        var investigations = rules.Of("Deployment", "investigations");
        rules.May(investigations, NetworkRules.Outside("52.94.1.1"), 443).ShouldBeTrue("it sends notifications");
        rules.May(investigations, NetworkRules.Outside("169.254.169.254"), 80).ShouldBeFalse();
        rules.May(investigations, NetworkRules.Outside("10.1.2.3"), 443).ShouldBeFalse();
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("production")]
    public void Databases_are_reached_by_those_that_have_one_and_by_their_migrations(string overlay)
    {
        var rules = Rules(overlay);
        var database = overlay == "dev" ? rules.Of("StatefulSet", "postgres") : NetworkRules.Outside("10.20.30.40");
        foreach (var name in new[] { "gateway", "ingestion", "credential-broker", "investigations" })
        {
            rules.May(rules.Of("Deployment", name), database, 5432).ShouldBeTrue(name);
            rules.May(rules.Of("Job", $"{name}-migration"), database, 5432).ShouldBeTrue(name);
            rules.May(rules.Of("Job", $"{name}-migration"), RabbitMq, 5671).ShouldBeFalse(name);
            rules.May(rules.Of("Job", $"{name}-migration"), NetworkRules.Outside("52.94.1.1"), 443).ShouldBeFalse(name);
        }
    }

    [Fact]
    public void In_production_rabbitmqs_management_is_for_operators_and_the_scaler()
    {
        var rules = Rules("production");

        rules.May(NetworkRules.Elsewhere("keda", ("app", "keda-operator")), RabbitMq, 15671).ShouldBeTrue();
        rules.May(NetworkRules.Elsewhere("keda", ("app", "other")), RabbitMq, 15671).ShouldBeFalse();
        rules.May(NetworkRules.Elsewhere("rabbitmq-system"), RabbitMq, 15671).ShouldBeTrue();
        rules.May(Prometheus, RabbitMq, 15691).ShouldBeTrue();
        rules.May(Prometheus, RabbitMq, 15671).ShouldBeFalse();
        rules.May(RabbitMq, RabbitMq, 25672).ShouldBeTrue();
        rules.May(rules.Of("Deployment", "ingestion"), RabbitMq, 25672).ShouldBeFalse();
        rules.May(RabbitMq, NetworkRules.Outside("52.94.1.1"), 443).ShouldBeFalse();
    }

    private static NetworkRules Rules(string overlay) => new(Rendered.Overlay(overlay));
}
