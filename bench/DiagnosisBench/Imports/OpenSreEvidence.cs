using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>The documents of a scenario as series, log lines, states and topology.</summary>
internal static class OpenSreEvidence
{
    public static void Add(CaseWriter writer, Scenario scenario, DateTimeOffset from, DateTimeOffset to)
    {
        Metrics(writer, scenario);
        Database(writer, scenario, to);
        Pods(writer, scenario, to);
        Logs(writer, scenario, from);
        foreach (var node in Items(scenario, "eks_node_health", "nodes"))
        {
            writer.Node((string)node["name"]!, "kubernetes.node");
            writer.State(to, (string)node["name"]!, "node", node);
        }

        foreach (var deployment in Items(scenario, "eks_deployments", "deployments"))
        {
            writer.Node((string)deployment["name"]!, "kubernetes.deployment");
            writer.State(to, (string)deployment["name"]!, "deployment", deployment);
        }

        foreach (var found in Items(scenario, "eks_events", "warning_events"))
        {
            var subject = (string)found["involved_object"]!;
            writer.State(Time((string)found["last_time"]!), subject[(subject.IndexOf('/', StringComparison.Ordinal) + 1)..], "event", found);
        }

        foreach (var monitor in Items(scenario, "datadog_monitors", "monitors"))
        {
            writer.State(to, TagOf(monitor, "service:") ?? (string)monitor["name"]!, "monitor", monitor);
        }
    }

    private static void Metrics(CaseWriter writer, Scenario scenario)
    {
        foreach (var series in scenario.Metrics())
        {
            var resource = (string?)series["dimensions"]?[0]?["Value"] ?? "";
            writer.Node(resource, "aws.rds.instance");
            foreach (var (time, value) in series["timestamps"]!.AsArray().Zip(series["values"]!.AsArray()))
            {
                writer.Metric(Time((string)time!), resource, (string)series["metric_name"]!, (string)series["stat"]!,
                    (string?)series["unit"] ?? "", value!.ToJsonString());
            }
        }
    }

    private static void Database(CaseWriter writer, Scenario scenario, DateTimeOffset to)
    {
        foreach (var found in Items(scenario, "aws_rds_events", "events"))
        {
            writer.State(Time((string)found["date"]!), (string)found["source_identifier"]!, "event", found);
        }

        if (scenario.File("aws_performance_insights") is not { } insights)
        {
            return;
        }

        var instance = (string)insights["db_instance_identifier"]!;
        writer.State(to, instance, "performance_insights", new JsonObject
        {
            ["top_sql"] = insights["top_sql"]?.DeepClone(), ["top_wait_events"] = insights["top_wait_events"]?.DeepClone(),
        });
        foreach (var (time, value) in insights["db_load"]!["timestamps"]!.AsArray().Zip(insights["db_load"]!["values"]!.AsArray()))
        {
            writer.Metric(Time((string)time!), instance, "DBLoad", "Average", "", value!.ToJsonString());
        }
    }

    private static void Pods(CaseWriter writer, Scenario scenario, DateTimeOffset to)
    {
        foreach (var pod in Items(scenario, "eks_pods", "pods"))
        {
            var name = (string)pod["name"]!;
            writer.Node(name, "kubernetes.pod");
            writer.State(to, name, "pod", pod);
            if ((string?)pod["node_name"] is { Length: > 0 } node)
            {
                writer.Edge(name, node, "runs_on");
            }

            if ((string?)pod["containers"]?[0]?["name"] is { } workload)
            {
                writer.Edge(name, workload, "part_of");
            }
        }
    }

    private static void Logs(CaseWriter writer, Scenario scenario, DateTimeOffset from)
    {
        foreach (var line in Items(scenario, "datadog_logs", "logs"))
        {
            writer.Log(Time((string)line["timestamp"]!), (string?)line["host"] ?? (string)line["service"]!, (string?)line["status"], (string)line["message"]!);
        }

        if (scenario.File("eks_pod_logs") is { } logs)
        {
            var last = from;
            foreach (var text in ((string)logs["logs"]!).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var space = text.IndexOf(' ', StringComparison.Ordinal);
                var hasTime = Timestamps.TryParse(space < 0 ? "" : text[..space], out var time);
                last = hasTime ? time : last;
                writer.Log(last, (string)logs["pod_name"]!, null, hasTime ? text[(space + 1)..] : text);
            }
        }
    }

    private static string? TagOf(JsonNode node, string prefix) => node["tags"]?.AsArray().Select(tag => (string?)tag)
        .FirstOrDefault(tag => tag?.StartsWith(prefix, StringComparison.Ordinal) == true)?[prefix.Length..];

    private static IEnumerable<JsonNode> Items(Scenario scenario, string file, string list) =>
        scenario.File(file)?[list]?.AsArray().OfType<JsonNode>() ?? [];

    private static DateTimeOffset Time(string text) =>
        Timestamps.TryParse(text, out var time) ? time : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{text} is no time."));
}
