using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Google;

/// <summary>A generated incident in Google Cloud.</summary>
internal static class GoogleScenario
{
    public static ScenarioGoogle Of(Incident incident)
    {
        var components = incident.Application.Components;
        return new ScenarioGoogle
        {
            Project = PlayedAccount.Google, ProjectNumber = "482913756601", Alarm = Alarm(incident),
            TimeSeries = [.. components.SelectMany(component => component.Metrics.Select(metric => Series(incident, component, metric)).OfType<ScenarioTimeSeries>())],
            Logs = [.. from component in components
                       where Monitored(component) is not null
                       from writer in incident.Logs
                       where writer.Node == component.Node
                       select Stream(component, writer)],
            AuditLog = AuditParts.Of(incident),
            Instances = [.. components.Where(component => component.Node.Kind == "gcp.compute.instance").Select(component => Instance(incident, component))],
            RunServices = [.. components.Where(component => component.Node.Kind == "gcp.run.service").Select(component => RunParts.Of(incident, component))],
        };
    }

    /// <summary>Type and labels of a monitored resource; null for what Monitoring does not know under its own name.</summary>
    internal static (string Type, Dictionary<string, string> Labels)? Monitored(Component component)
    {
        var node = component.Node;
        return node.Kind switch
        {
            "gcp.run.service" => ("cloud_run_revision", new()
            {
                ["service_name"] = node.Name, ["revision_name"] = "", ["configuration_name"] = node.Name, ["location"] = node.Id.Split('/')[6],
            }),
            "gcp.compute.instance" => ("gce_instance", new() { ["instance_id"] = node.Aliases[0], ["zone"] = node.Id.Split('/')[6] }),
            _ => null,
        };
    }

    private static ScenarioGoogleAlarm Alarm(Incident incident)
    {
        var (alarm, metric) = (incident.Alarm, incident.Alarm.Metric);
        var monitored = Monitored(alarm.Component)!.Value;
        var isRate = metric.Statistic == "ALIGN_DELTA";
        return new ScenarioGoogleAlarm
        {
            Name = $"{alarm.Component.Node.Name} {metric.Signal.ToString().ToLowerInvariant()}", Policy = $"47112233{incident.Number:d8}",
            Condition = $"77665544{incident.Number:d8}", IncidentId = $"0.n1x7q{incident.Number:d6}", MetricType = TypeOf(metric),
            ResourceType = monitored.Type, ResourceLabels = monitored.Labels, MetricLabels = LabelsOf(metric),
            Threshold = isRate ? Math.Round(alarm.Threshold / 60, 4) : alarm.Threshold, Aligner = isRate ? "ALIGN_RATE" : metric.Statistic,
            Comparison = alarm.Direction == "up" ? "COMPARISON_GT" : "COMPARISON_LT", Documentation = "Set by the team.",
        };
    }

    private static ScenarioTimeSeries? Series(Incident incident, Component component, VendorMetric metric)
    {
        if (Monitored(component) is not var (type, labels))
        {
            return null;
        }

        // A percentile is a third above the level that the simulator keeps.
        var scale = metric.Statistic.StartsWith("ALIGN_PERCENTILE", StringComparison.Ordinal) ? 0.75 : 1;
        var isUptime = metric.Name.EndsWith("instance/uptime", StringComparison.Ordinal);
        return new ScenarioTimeSeries
        {
            Type = TypeOf(metric), Kind = metric.IsCount && metric.Signal != Signal.Instances || isUptime ? "DELTA" : "GAUGE",
            ValueType = metric.IsCount ? "INT64" : "DOUBLE", Unit = metric.Unit == "Milliseconds" ? "ms" : "1", ResourceType = type,
            ResourceLabels = Revised(incident, component, labels), Labels = LabelsOf(metric),
            Segments = SampledSegments.Of(
                minute => metric.ValueOf(SignalOf(incident, component, metric, minute)) * scale * (isUptime ? 60 : 1),
                metric.Signal is Signal.CheckFailed or Signal.Instances ? 0 : metric.Signal is Signal.Memory ? 0.01 : 0.1),
        };
    }

    /// <summary>Requests that failed are in a series of their own, so that the other holds those that did not.</summary>
    private static double SignalOf(Incident incident, Component component, VendorMetric metric, double minute) =>
        metric.Signal == Signal.Requests && metric.Name.StartsWith("run.", StringComparison.Ordinal)
            ? incident.Behaviour.Of(component, Signal.Requests, minute) - incident.Behaviour.Of(component, Signal.Errors, minute)
            : incident.Behaviour.Of(component, metric.Signal, minute);

    private static Dictionary<string, string> Revised(Incident incident, Component component, Dictionary<string, string> labels) =>
        labels.ContainsKey("revision_name") ? new(labels) { ["revision_name"] = RunParts.Current(incident, component) } : labels;

    private static string TypeOf(VendorMetric metric) => metric.Name.Split('{')[0];

    private static Dictionary<string, string> LabelsOf(VendorMetric metric) => metric.Name.EndsWith("{5xx}", StringComparison.Ordinal)
        ? new() { ["response_code_class"] = "5xx" }
        : metric.Signal == Signal.Requests ? new() { ["response_code_class"] = "2xx" } : [];

    private static ScenarioLogStream Stream(Component component, LogWriter writer)
    {
        var (type, labels) = Monitored(component)!.Value;
        return new ScenarioLogStream
        {
            Log = type == "gce_instance" ? "syslog" : writer.Level == "ERROR" ? "run.googleapis.com/stderr" : "run.googleapis.com/stdout",
            Severity = writer.Level switch { "ERROR" => "ERROR", "WARN" => "WARNING", "INFO" => "INFO", _ => null },
            ResourceType = type, ResourceLabels = labels, IsJson = writer.IsJson,
            Lines = PlayedLines.Lines(writer, withLevel: false), Segments = PlayedLines.Rate(writer),
        };
    }

    private static ScenarioComputeInstance Instance(Incident incident, Component component)
    {
        var labels = Monitored(component)!.Value.Labels;
        var failed = incident.States.Any(state => state.Node == component.Node && state.Kind == "status_check");
        return new ScenarioComputeInstance
        {
            Name = component.Node.Name, Id = labels["instance_id"], Zone = labels["zone"],
            Status = failed ? "REPAIRING" : "RUNNING",
        };
    }
}
