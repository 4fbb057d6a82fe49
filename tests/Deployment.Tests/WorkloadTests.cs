using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests;

/// <summary>What every pod is: found by its selectors, probed on ports that it has, confined, bounded and pinned.</summary>
public sealed class WorkloadTests
{
    private static readonly string[] Services =
        ["gateway", "dashboard", "ingestion", "credential-broker", "investigations", "collector-aws", "collector-azure", "collector-gcp"];

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_service_has_a_deployment_an_account_a_service_and_a_disruption_budget(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var name in Services)
        {
            all.Get("Deployment", name).PodSpec["serviceAccountName"]!.GetValue<string>().ShouldBe(name);
            ((bool)all.Get("ServiceAccount", name).Json["automountServiceAccountToken"]!).ShouldBeFalse(name);
            all.Get("Service", name);
            all.Get("PodDisruptionBudget", name);
        }

        all.Deployments.Select(deployment => deployment.Name).ShouldBe(Services, ignoreOrder: true);
        all.All.Where(resource => resource.Kind != "Namespace").ShouldAllBe(resource => resource.Namespace == "causeflow");
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Selectors_choose_the_pods_of_their_own_workload_alone(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var workload in all.WithPods.Where(workload => workload.Kind != "Job"))
        {
            Chosen(all, workload.Spec["selector"]!).ShouldBe([workload.ToString()]);
        }

        foreach (var service in all.Of("Service").Select(service => (service, selector: new JsonObject
        {
            ["matchLabels"] = service.Spec["selector"]!.DeepClone(),
        })))
        {
            Chosen(all, service.selector).Single().ShouldEndWith($"/{service.service.Name}");
        }

        foreach (var budget in all.Of("PodDisruptionBudget"))
        {
            Chosen(all, budget.Spec["selector"]!).ShouldBe([$"Deployment/{budget.Name}"]);
        }

        foreach (var spread in all.Deployments.SelectMany(workload => Resource.Items(workload.PodSpec["topologySpreadConstraints"])
            .Select(constraint => (workload, constraint))))
        {
            Chosen(all, spread.constraint["labelSelector"]!).ShouldBe([spread.workload.ToString()]);
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Budgets_let_a_node_be_drained(string overlay)
    {
        foreach (var budget in Rendered.Overlay(overlay).Of("PodDisruptionBudget"))
        {
            budget.Spec["minAvailable"].ShouldBeNull(budget.Name);
            ((int)budget.Spec["maxUnavailable"]!).ShouldBeGreaterThanOrEqualTo(1, budget.Name);
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Ports_that_are_named_exist(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var service in all.Of("Service"))
        {
            var workload = all.WithPods.Single(workload => workload.Kind != "Job" && workload.Name == service.Name);
            foreach (var port in Resource.Items(service.Spec["ports"]))
            {
                ShouldHavePort(workload, port["targetPort"] ?? port["port"]!, $"{service} {port["name"]}");
            }
        }

        foreach (var workload in all.WithPods)
        {
            foreach (var (container, probe) in Probes(workload))
            {
                var action = probe["httpGet"] ?? probe["tcpSocket"];
                if (action is not null)
                {
                    ShouldHavePort(workload, action["port"]!, $"{workload} {container}");
                }
            }
        }

        foreach (var backend in all.Of("Ingress").SelectMany(ingress => Resource.Items(ingress.Spec["rules"]))
            .SelectMany(rule => Resource.Items(rule["http"]!["paths"])).Select(path => path["backend"]!["service"]!))
        {
            var service = all.Get("Service", (string)backend["name"]!);
            Resource.Items(service.Spec["ports"]).Select(port => (string?)port["name"]).ShouldContain((string?)backend["port"]!["name"]);
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_service_is_probed_over_tls_on_its_internal_port(string overlay)
    {
        foreach (var deployment in Rendered.Overlay(overlay).Deployments)
        {
            var probes = deployment.Containers.Single();
            foreach (var (kind, path) in new[]
            {
                ("startupProbe", "/health"), ("livenessProbe", "/health"), ("readinessProbe", "/health/ready"),
            })
            {
                var get = probes[kind]!["httpGet"]!;
                ((string?)get["path"], (string?)get["scheme"], (string?)get["port"]).ShouldBe((path, "HTTPS", "internal"), $"{deployment} {kind}");
            }
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void The_namespace_enforces_the_restricted_profile_and_every_pod_fulfils_it(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        all.Of("Namespace").Single().Labels["pod-security.kubernetes.io/enforce"].ShouldBe("restricted");
        foreach (var workload in all.WithPods)
        {
            RestrictedProfile.Violations(workload).ShouldBeEmpty();
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void No_pod_has_a_token_for_the_clusters_api_or_variables_of_other_services(string overlay)
    {
        foreach (var workload in Rendered.Overlay(overlay).WithPods)
        {
            ((bool?)workload.PodSpec["automountServiceAccountToken"]).ShouldBe(false, workload.ToString());
            ((bool?)workload.PodSpec["enableServiceLinks"]).ShouldBe(false, workload.ToString());
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_container_is_bounded_in_memory_and_asks_for_what_it_needs(string overlay)
    {
        foreach (var (workload, container) in Rendered.Overlay(overlay).WithPods
            .SelectMany(workload => workload.Containers.Select(container => (workload, container))))
        {
            var resources = container["resources"];
            ((string?)resources?["limits"]?["memory"]).ShouldNotBeNull(workload.ToString());
            ((string?)resources["requests"]?["memory"]).ShouldNotBeNull(workload.ToString());
            ((string?)resources["requests"]?["cpu"]).ShouldNotBeNull(workload.ToString());
        }

        foreach (var volume in Rendered.Overlay(overlay).WithPods.SelectMany(workload => Resource.Items(workload.PodSpec["volumes"]))
            .Where(volume => volume["emptyDir"] is not null))
        {
            ((string?)volume["emptyDir"]!["sizeLimit"]).ShouldNotBeNull(volume.ToJsonString());
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Images_are_pinned(string overlay)
    {
        foreach (var image in Rendered.Overlay(overlay).WithPods.SelectMany(workload => workload.Containers)
            .Select(container => (string)container["image"]!))
        {
            var tag = image[(image.LastIndexOf('/') + 1)..];
            tag.Contains(':', StringComparison.Ordinal).ShouldBeTrue(image);
            tag.ShouldNotEndWith(":latest");
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Mounted_volumes_exist_and_nothing_else_can_be_written(string overlay)
    {
        foreach (var workload in Rendered.Overlay(overlay).WithPods)
        {
            var volumes = Resource.Items(workload.PodSpec["volumes"]).Concat(Resource.Items(workload.Spec["volumeClaimTemplates"]))
                .ToDictionary(volume => (string)(volume["name"] ?? volume["metadata"]!["name"])!);
            var mounts = workload.Containers.SelectMany(container => Resource.Items(container["volumeMounts"])).ToList();
            mounts.ShouldAllBe(mount => volumes.ContainsKey((string)mount["name"]!), workload.ToString());
            mounts.Select(mount => (string)mount["mountPath"]!).ShouldBeUnique();
            volumes.Keys.ShouldBeSubsetOf(mounts.Select(mount => (string)mount["name"]!), workload.ToString());
            if (workload.Kind == "Deployment")
            {
                mounts.Where(mount => (bool?)mount["readOnly"] != true).Select(mount => (string)mount["mountPath"]!)
                    .ShouldBe(["/tmp"], workload.ToString());
            }
        }
    }

    /// <summary>A Service without a matching step would be applied never, or before what it needs.</summary>
    [Theory]
    [ClassData(typeof(Overlays))]
    public void Every_resource_belongs_to_a_step_and_jobs_alone_to_the_migration(string overlay)
    {
        foreach (var resource in Rendered.Overlay(overlay).All)
        {
            var step = resource.Labels.GetValueOrDefault("causeflow/step");
            step.ShouldBeOneOf(["prepare", "migrate", "run"], resource.ToString());
            (step == "migrate").ShouldBe(resource.Kind == "Job", resource.ToString());
            if (resource.Kind is "Deployment" or "ScaledObject" or "HorizontalPodAutoscaler" or "Ingress")
            {
                step.ShouldBe("run", resource.ToString());
            }
        }
    }

    [Theory]
    [ClassData(typeof(Overlays))]
    public void Each_service_with_a_database_has_a_migration_of_its_own_image_that_ends(string overlay)
    {
        var all = Rendered.Overlay(overlay);
        foreach (var name in Services.Where(name => all.Get("Deployment", name).PodLabels.ContainsKey("causeflow/has-database")))
        {
            var job = all.Get("Job", $"{name}-migration");
            var container = job.Containers.Single();
            ((string?)container["image"]).ShouldBe((string?)all.Get("Deployment", name).Containers.Single()["image"]);
            Resource.Items(container["args"]).Select(argument => (string?)argument).ShouldBe(["migrate"]);
            Resource.Items(container["env"]).Where(variable => variable["valueFrom"] is not null).ToDictionary(
                variable => (string)variable["name"]!, variable => (string)variable["valueFrom"]!["secretKeyRef"]!["name"]!).ShouldBe(
                new Dictionary<string, string>
                {
                    ["Storage__ConnectionString"] = $"{name}-database", ["Storage__MigrationConnectionString"] = $"{name}-migration",
                },
                ignoreOrder: true);
            ((int)job.Spec["ttlSecondsAfterFinished"]!).ShouldBeGreaterThan(0);
            ((int)job.Spec["activeDeadlineSeconds"]!).ShouldBeGreaterThan(0);
            ((string?)job.PodSpec["restartPolicy"]).ShouldBe("Never");
        }

        all.Of("Job").Select(job => job.Name).ShouldBe(
            ["gateway-migration", "ingestion-migration", "credential-broker-migration", "investigations-migration"], ignoreOrder: true);
    }

    private static List<string> Chosen(Rendered all, JsonNode selector) =>
        [.. all.WithPods.Where(workload => LabelSelector.Matches(selector, workload.PodLabels)).Select(workload => workload.ToString())];

    private static IEnumerable<(string Container, JsonNode Probe)> Probes(Resource workload) =>
        from container in workload.Containers
        from kind in new[] { "startupProbe", "readinessProbe", "livenessProbe" }
        where container[kind] is not null
        select ((string)container["name"]!, container[kind]!);

    private static void ShouldHavePort(Resource workload, JsonNode port, string what)
    {
        var text = Resource.Text(port);
        workload.ContainerPorts.ShouldContain(
            known => known.Name == text || known.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) == text, what);
    }
}
