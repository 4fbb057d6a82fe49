using System.Globalization;
using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests;

public sealed class ScalingTests
{
    private static readonly Rendered Production = Rendered.Overlay("production");

    [Fact]
    public void Services_scale_by_cpu_and_collectors_by_their_queue_and_none_by_both()
    {
        var byCpu = Targets("HorizontalPodAutoscaler").ToList();
        var byQueue = Targets("ScaledObject").ToList();

        byCpu.ShouldBe(["gateway", "dashboard", "ingestion", "credential-broker", "investigations"], ignoreOrder: true);
        byQueue.ShouldBe(["collector-aws", "collector-azure", "collector-gcp"], ignoreOrder: true);
        byCpu.Concat(byQueue).ShouldBeUnique();
        byCpu.Concat(byQueue).Order().ShouldBe(Production.Deployments.Select(deployment => deployment.Name).Order());
    }

    [Fact]
    public void What_is_scaled_has_no_number_of_its_own_that_an_upgrade_would_set_back() =>
        Production.Deployments.ShouldAllBe(deployment => deployment.Spec["replicas"] == null);

    [Fact]
    public void In_dev_there_is_one_of_each_and_nothing_scales()
    {
        var dev = Rendered.Overlay("dev");

        dev.WithPods.Where(workload => workload.Kind != "Job").ShouldAllBe(workload => (int)workload.Spec["replicas"]! == 1);
        dev.All.Select(resource => resource.Kind).Distinct().ShouldBeSubsetOf(
        [
            "Namespace", "ServiceAccount", "ConfigMap", "Service", "Deployment", "StatefulSet", "Job", "NetworkPolicy", "PodDisruptionBudget",
            "Ingress",
        ]);
    }

    [Fact]
    public void Services_have_two_replicas_at_least_and_can_be_measured()
    {
        foreach (var scaler in Production.Of("HorizontalPodAutoscaler"))
        {
            ((string?)scaler.Json["apiVersion"]).ShouldBe("autoscaling/v2");
            ((int)scaler.Spec["minReplicas"]!).ShouldBeGreaterThanOrEqualTo(2);
            ((int)scaler.Spec["maxReplicas"]!).ShouldBeGreaterThan((int)scaler.Spec["minReplicas"]!);
        }
    }

    [Fact]
    public void PostgreSQL_has_connections_for_every_pod_at_its_most()
    {
        var pool = Number(@"^pool=(\d+)$", Repository.Read("deploy/k8s/secrets.sh"));
        var documented = Number(@"`max_connections` of (\d+)", Repository.Read("docs/kubernetes.md"));
        var pods = 0;
        foreach (var scaler in Production.Of("HorizontalPodAutoscaler").Where(scaler =>
            Production.Get("Deployment", scaler.Name).PodLabels.ContainsKey("causeflow/has-database")))
        {
            // An old and a new one while a release is rolled out.
            var surge = (int)Production.Get("Deployment", scaler.Name).Spec["strategy"]!["rollingUpdate"]!["maxSurge"]!;
            pods += (int)scaler.Spec["maxReplicas"]! + surge;
        }

        // The migrations', and PostgreSQL's own for the superuser.
        const int others = (4 * 2) + 3;
        ((pods * pool) + others).ShouldBeLessThanOrEqualTo(documented);
    }

    [Fact]
    public void Collectors_are_never_none_and_scale_in_slower_than_a_collection_takes()
    {
        foreach (var scaler in Production.Of("ScaledObject"))
        {
            var grace = (int)Production.Get("Deployment", (string)scaler.Spec["scaleTargetRef"]!["name"]!)
                .PodSpec["terminationGracePeriodSeconds"]!;
            var down = scaler.Spec["advanced"]!["horizontalPodAutoscalerConfig"]!["behavior"]!["scaleDown"]!;
            ((int)scaler.Spec["minReplicaCount"]!).ShouldBe(1);
            ((int)down["stabilizationWindowSeconds"]!).ShouldBeGreaterThan(grace);
            var policy = Resource.Items(down["policies"]).Single();
            ((string?)policy["type"], (int)policy["value"]!).ShouldBe(("Pods", 1));
            ((int)policy["periodSeconds"]!).ShouldBeGreaterThanOrEqualTo(grace);
        }
    }

    [Fact]
    public void Scalers_count_unfinished_messages_and_sign_in_by_a_secret()
    {
        foreach (var scaler in Production.Of("ScaledObject"))
        {
            var trigger = Resource.Items(scaler.Spec["triggers"]).Single();
            var metadata = Resource.MapOf(trigger["metadata"]);
            metadata["protocol"].ShouldBe("http");
            metadata.ShouldNotContainKey("excludeUnacknowledged");
            metadata.ShouldNotContainKey("host");
            metadata["queueName"].ShouldBe($"{scaler.Name}-{scaler.Name["collector-".Length..]}-session-granted");
            Production.Get("TriggerAuthentication", (string)trigger["authenticationRef"]!["name"]!);
        }
    }

    [Fact]
    public void Prometheus_reads_every_service_over_tls_with_its_name_checked()
    {
        // RabbitMQ's Service is made by its operator.
        var monitors = Production.Of("ServiceMonitor").Where(monitor => monitor.Name != "rabbitmq").ToArray();
        monitors.Select(monitor => monitor.Name).Order().ShouldBe(Production.Deployments.Select(deployment => deployment.Name).Order());
        foreach (var monitor in monitors)
        {
            var endpoint = Resource.Items(monitor.Spec["endpoints"]).Single();
            LabelSelector.Matches(monitor.Spec["selector"]!, Production.Get("Service", monitor.Name).Labels).ShouldBeTrue(monitor.Name);
            Resource.Items(Production.Get("Service", monitor.Name).Spec["ports"]).Select(port => (string?)port["name"])
                .ShouldContain((string?)endpoint["port"]);
            ((string?)endpoint["scheme"], (string?)endpoint["tlsConfig"]!["serverName"]).ShouldBe(("https", monitor.Name));
            ((bool?)endpoint["tlsConfig"]!["insecureSkipVerify"]).ShouldBeNull();
        }
    }

    private static int Number(string pattern, string text) =>
        int.Parse(Regex.Match(text, pattern, RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Targets(string kind) => Production.Of(kind).Select(scaler =>
    {
        var target = scaler.Spec["scaleTargetRef"]!;
        ((string?)target["kind"]).ShouldBe("Deployment");
        return Production.Get("Deployment", (string)target["name"]!).Name;
    });
}
