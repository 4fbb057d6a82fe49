namespace CauseFlow.Deployment.Tests;

public sealed class SettingsTests
{
    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_variable_of_a_pod_is_a_setting_that_the_code_reads(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var workload in all.WithPods.Where(workload => workload.Kind != "StatefulSet"))
        {
            Settings.Of(all, workload).Keys.Where(name => !Settings.Exists(name)).ShouldBeEmpty(workload.ToString());
        }
    }

    [Theory]
    [InlineData("Listen__Internal", true)]
    [InlineData("Services__credential-broker__InternalUrl", true)]
    [InlineData("Gateway__KnownNetworks__0", true)]
    [InlineData("Gateway__KnownNetworks", false)]
    [InlineData("Listen__Intern", false)]
    public void A_misspelt_setting_is_noticed(string variable, bool exists) => Settings.Exists(variable).ShouldBe(exists);

    [Theory]
    [ClassData(typeof(Overlays))]
    public void A_collector_may_end_what_it_has_begun(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var (name, section) in new[]
        {
            ("collector-aws", "CollectorAws"), ("collector-azure", "CollectorAzure"), ("collector-gcp", "CollectorGcp"),
        })
        {
            var collector = all.Get("Deployment", name);
            var host = int.Parse(Settings.Of(all, collector)["Shutdown__TimeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture);
            var run = Settings.DefaultSeconds($"{section}:Collection:RunTimeoutSeconds")
                + Settings.DefaultSeconds($"{section}:AttemptTimeoutSeconds");
            host.ShouldBeGreaterThan(Math.Max(run, Settings.DefaultSeconds("Investigations:DeadlineSeconds")), name);
            ((int)collector.PodSpec["terminationGracePeriodSeconds"]!).ShouldBeGreaterThanOrEqualTo(host + 10, name);
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void A_service_leaves_its_proxies_before_it_stops_and_stops_before_it_is_killed(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var service in all.Deployments.Where(deployment => deployment.PodLabels["app.kubernetes.io/component"] == "service"))
        {
            var sleep = (int)service.Containers.Single()["lifecycle"]!["preStop"]!["sleep"]!["seconds"]!;
            var host = int.Parse(Settings.Of(all, service)["Shutdown__TimeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture);
            sleep.ShouldBeGreaterThan(0);
            ((int)service.PodSpec["terminationGracePeriodSeconds"]!).ShouldBeGreaterThan(sleep + host, service.Name);
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void No_pods_are_believed_when_they_say_where_a_request_came_from(string overlay)
    {
        var all = Rendered.Overlay(overlay);

        var trusted = Settings.Of(all, all.Get("Deployment", "gateway"))
            .Where(setting => setting.Key.StartsWith("Gateway__Known", StringComparison.Ordinal)).Select(setting => setting.Value);

        trusted.ShouldBeSubsetOf(["192.0.2.0/24"], "an installation names its ingress controller's addresses");
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Between_pods_everything_is_tls(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var deployment in all.Deployments)
        {
            var settings = Settings.Of(all, deployment);
            settings["Bus__UseTls"].ShouldBe("true");
            settings["Listen__Internal"].ShouldStartWith("https://");
            settings.ShouldNotContainKey("Services__AllowPlainInternal");
            settings.Where(setting => setting.Key.EndsWith("Url", StringComparison.Ordinal) && setting.Key.StartsWith("Services__", StringComparison.Ordinal))
                .ShouldAllBe(setting => setting.Value.StartsWith("https://", StringComparison.Ordinal));
            if (settings.TryGetValue("Listen__Api", out var api))
            {
                api.ShouldStartWith("https://");
            }
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void The_ingress_controller_speaks_tls_with_the_gateway_and_knows_its_authority(string overlay)
    {
        var ingress = Rendered.Overlay(overlay).Of("Ingress").Single();
        var said = ingress.Json["metadata"]!["annotations"]!.AsObject()
            .ToDictionary(item => item.Key["nginx.ingress.kubernetes.io/".Length..], item => (string)item.Value!);

        said["backend-protocol"].ShouldBe("HTTPS");
        said["proxy-ssl-verify"].ShouldBe("on");
        said["proxy-ssl-name"].ShouldBe("gateway");
        said["proxy-ssl-secret"].ShouldBe($"{ingress.Json["metadata"]!["namespace"]}/gateway-tls");
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Addresses_of_services_are_ports_that_their_services_have(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var (key, value) in all.Deployments.SelectMany(deployment => Settings.Of(all, deployment)).Distinct()
            .Where(setting => setting.Key.StartsWith("Services__", StringComparison.Ordinal) && setting.Key.EndsWith("Url", StringComparison.Ordinal)))
        {
            var url = new Uri(value);
            url.Host.ShouldBe(key.Split("__")[1]);
            var port = Resource.Items(all.Get("Service", url.Host).Spec["ports"]).Single(port => (int)port["port"]! == url.Port);
            ((string?)port["name"]).ShouldBe(key.EndsWith("InternalUrl", StringComparison.Ordinal) ? "internal" : "api");
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_caller_of_the_broker_shows_it_a_token_of_its_own_account(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var deployment in all.Deployments.Where(deployment => deployment.PodLabels.ContainsKey("causeflow/calls-broker")))
        {
            var folder = Settings.Of(all, deployment)["Identity__ProjectedTokenFolder"];
            var mount = Resource.Items(deployment.Containers.Single()["volumeMounts"]).Single(mount => (string?)mount["mountPath"] == folder);
            var volume = Resource.Items(deployment.PodSpec["volumes"]).Single(volume => (string?)volume["name"] == (string?)mount["name"]);
            var token = Resource.Items(volume["projected"]!["sources"]).Single()["serviceAccountToken"]!;
            ((string?)token["path"], (string?)token["audience"]).ShouldBe(("credential-broker", "causeflow-credential-broker"), deployment.Name);
            ((int)token["expirationSeconds"]!).ShouldBeInRange(600, 3600);
        }

        all.Deployments.Where(deployment => !deployment.PodLabels.ContainsKey("causeflow/calls-broker"))
            .Select(deployment => deployment.Name).ShouldBe(["credential-broker", "dashboard"], ignoreOrder: true);
        var broker = Settings.Of(all, all.Get("Deployment", "credential-broker"));
        broker.ShouldContainKey("Identity__Kubernetes__Issuer");
        broker.ShouldContainKey("Identity__Kubernetes__KeySetFile");
        broker.ShouldContainKey("Identity__Kubernetes__Namespace");
    }
}
