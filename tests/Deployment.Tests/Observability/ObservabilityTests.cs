using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests.Observability;

/// <summary>Rules and dashboard ask for what the product measures: docs/metrics.md is made from the code.</summary>
public sealed partial class ObservabilityTests
{
    private const string Folder = "deploy/observability";

    /// <summary>Of Prometheus, RabbitMQ, ASP.NET Core and the .NET runtime, by the names that the services' own pages show.</summary>
    private static readonly string[] OfOthers =
    [
        "up", "rabbitmq_detailed_queue_messages_ready",
        "http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count",
        "dotnet_process_memory_working_set_bytes", "dotnet_process_cpu_time_seconds_total",
    ];

    private static readonly string[] LabelsOfOthers = ["job", "instance", "le", "queue", "http_response_status_code"];

    private static readonly IReadOnlyList<(string Name, string Prometheus, string Kind, string[] Labels)> Metrics =
    [
        .. Repository.Read("docs/metrics.md").Split('\n').Where(line => line.StartsWith("| `causeflow.", StringComparison.Ordinal))
            .Select(line => line.Split(" | ")).Select(cells => (Quoted().Match(cells[0]).Groups[1].Value, Quoted().Match(cells[1]).Groups[1].Value,
                cells[2].Trim(), LabelNames().Matches(cells[4]).Select(label => label.Groups[1].Value).ToArray())),
    ];

    [Fact]
    public void Promtool_finds_the_rules_right() => Tool.RunIn(Repository.File(Folder), "promtool", "check", "rules", "rules.yaml");

    [Fact]
    public void Each_alert_fires_for_what_it_is_about()
    {
        Tool.RunIn(Repository.File(Folder), "promtool", "test", "rules", "rules.test.yaml");
        var tried = Rendered.Parse(Repository.Read($"{Folder}/rules.test.yaml")).Single().Json["tests"];
        Rules.Alerts.Select(alert => alert.Name).ShouldBeSubsetOf(Resource.Items(tried)
            .SelectMany(test => Resource.Items(test["alert_rule_test"])).Select(test => (string)test["alertname"]!));
    }

    [Fact]
    public void Promtool_finds_the_configuration_right() =>
        Tool.RunIn(Repository.File(Folder), "promtool", "check", "config", "--syntax-only", "prometheus.yaml");

    [Fact]
    public void Rules_and_dashboard_name_only_metrics_and_labels_that_exist()
    {
        Metrics.Count.ShouldBeGreaterThan(20);
        var known = Metrics.SelectMany(metric => Series(metric.Prometheus, metric.Kind)).Concat(Rules.Recorded).Concat(OfOthers).ToHashSet();
        foreach (var query in Rules.Queries.Concat(Panels().SelectMany(panel => panel.Queries)))
        {
            PromQl.Metrics(query).Where(name => !known.Contains(name)).ShouldBeEmpty(query);
            var labels = Metrics.Where(metric => PromQl.Metrics(query).Overlaps(Series(metric.Prometheus, metric.Kind)))
                .SelectMany(metric => metric.Labels).Concat(LabelsOfOthers).ToHashSet();
            if (!PromQl.Metrics(query).Overlaps(Rules.Recorded))
            {
                PromQl.Labels(query).Where(label => !labels.Contains(label)).ShouldBeEmpty(query);
            }
        }
    }

    [Theory]
    [InlineData("sum by (a) (rate(x_total{b=~\"c|d\"}[5m])) > 0.5 and y_seconds", "x_total,y_seconds", "a,b")]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(z_bucket[$__rate_interval])))", "z_bucket", "le")]
    [InlineData("topk(10, a:b:p95)", "a:b:p95", "")]
    public void What_a_query_names_is_seen(string query, string metrics, string labels)
    {
        PromQl.Metrics(query).ShouldBe(metrics.Split(','), ignoreOrder: true);
        PromQl.Labels(query).ShouldBe(labels.Split(',', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public void Every_stage_has_a_panel()
    {
        var shown = Panels().SelectMany(panel => panel.Queries).SelectMany(PromQl.Metrics).ToHashSet();
        foreach (var stage in Metrics.GroupBy(metric => metric.Name.Split('.')[1]))
        {
            stage.ShouldContain(metric => shown.Overlaps(Series(metric.Prometheus, metric.Kind)), stage.Key);
        }
    }

    [Fact]
    public void Panels_are_told_apart_and_ask_the_chosen_source()
    {
        var dashboard = JsonNode.Parse(Repository.Read($"{Folder}/dashboard.json"))!;
        var panels = Resource.Items(dashboard["panels"]).ToArray();
        panels.Select(panel => (int)panel["id"]!).ShouldBeUnique();
        foreach (var panel in panels.Where(panel => (string?)panel["type"] != "row"))
        {
            ((string?)panel["datasource"]!["uid"]).ShouldBe("${datasource}");
            ((string?)panel["title"]).ShouldNotBeNullOrWhiteSpace();
        }

        Resource.Items(dashboard["templating"]!["list"]).Select(variable => (string?)variable["name"]).ShouldBe(["datasource"]);
    }

    [Fact]
    public void Every_service_is_known_to_the_rules_by_its_job()
    {
        var services = Compose.ComposeFile.Services.Select(service => service.Name).Order(StringComparer.Ordinal).ToArray();
        var collector = Repository.Read($"{Folder}/otel-collector.yaml");
        foreach (var service in services)
        {
            collector.ShouldContain($"job_name: causeflow-{service}");
            collector.ShouldContain($"[\"{service}:8443\"]");
        }

        var monitors = Rendered.Overlay("production").Of("ServiceMonitor").Where(monitor => monitor.Name != "rabbitmq").ToArray();
        monitors.Select(monitor => monitor.Name).Order(StringComparer.Ordinal).ShouldBe(services);
        foreach (var monitor in monitors)
        {
            var relabelings = Resource.Items(Resource.Items(monitor.Spec["endpoints"]).Single()["relabelings"]);
            relabelings.ShouldContain(rule => (string?)rule["targetLabel"] == "job" && (string?)rule["replacement"] == $"causeflow-{monitor.Name}");
        }
    }

    /// <summary>Run with CAUSEFLOW_APPROVE=1 to write the file.</summary>
    [Fact]
    public void In_a_cluster_the_rules_are_the_same()
    {
        const string file = "deploy/k8s/components/monitoring/rules.yaml";
        var rules = Repository.Read(Rules.File);
        var expected = """
            # Made of deploy/observability/rules.yaml; a test compares the two, and CAUSEFLOW_APPROVE=1 writes this file again.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: causeflow
              labels: {app.kubernetes.io/part-of: causeflow, causeflow/step: run}
            spec:

            """ + string.Concat(rules[rules.IndexOf("groups:", StringComparison.Ordinal)..].TrimEnd('\n').Split('\n')
                .Select(line => line.Length == 0 ? "\n" : $"  {line}\n"));
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            File.WriteAllText(Repository.File(file), expected);
        }

        Repository.Read(file).ShouldBe(expected, "CAUSEFLOW_APPROVE=1 writes the file again");
    }

    [Fact]
    public void In_a_cluster_the_queues_are_read_too()
    {
        var production = Rendered.Overlay("production");
        var monitor = production.Get("ServiceMonitor", "rabbitmq").Spec;
        var endpoint = Resource.Items(monitor["endpoints"]).Single();

        // The operator labels its Service with the name of the cluster, and calls the port so where TLS is alone.
        ((string?)monitor["selector"]!["matchLabels"]!["app.kubernetes.io/name"]).ShouldBe(production.Of("RabbitmqCluster").Single().Name);
        ((string?)endpoint["port"], (string?)endpoint["scheme"]).ShouldBe(("prometheus-tls", "https"));
        ((string?)endpoint["path"]).ShouldBe("/metrics/detailed");
        ((bool?)endpoint["tlsConfig"]!["insecureSkipVerify"]).ShouldBeNull();
    }

    [Fact]
    public void The_telemetry_collector_has_the_files_ports_and_parts_that_its_configuration_names()
    {
        var text = Repository.Read($"{Folder}/otel-collector.yaml");
        var part = Compose.ComposeFile.Get("otel-collector");
        part.Mounts.ShouldContain(mount => mount.Value == "./deploy/observability/otel-collector.yaml");
        part.Secrets.Values.ShouldContain("/run/secrets/tls.key");
        text.ShouldContain("key_file: /run/secrets/tls.key");
        text.ShouldContain("endpoint: 0.0.0.0:4317");

        // Every exporter, receiver and processor of a pipeline is defined.
        var lines = text.Split('\n').Select(line => line.TrimEnd()).ToArray();
        foreach (Match list in PipelineLists().Matches(text[text.IndexOf("pipelines:", StringComparison.Ordinal)..]))
        {
            foreach (var name in list.Groups[1].Value.Split(',').Select(name => name.Trim()))
            {
                lines.ShouldContain(line => line == $"  {name}:" || line == $"  {name}: {{}}", name);
            }
        }
    }

    private static IEnumerable<(string Title, string[] Queries)> Panels() =>
        Resource.Items(JsonNode.Parse(Repository.Read($"{Folder}/dashboard.json"))!["panels"])
            .Select(panel => ((string)panel["title"]!, Resource.Items(panel["targets"]).Select(target => (string)target["expr"]!).ToArray()));

    private static string[] Series(string name, string kind) =>
        kind == "histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("`(\\w+)`:")]
    private static partial Regex LabelNames();

    [GeneratedRegex(@"(?:receivers|processors|exporters): \[([^\]]+)\]")]
    private static partial Regex PipelineLists();
}
