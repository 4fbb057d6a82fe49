using System.Text.Json;
using System.Text.RegularExpressions;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;

namespace CauseFlow.Ingestion.GcpMonitoring;

/// <summary>
/// Reads what a webhook channel of Google Cloud Monitoring posts, version 1.2 and those before it, which lack the
/// scoping project. https://cloud.google.com/monitoring/support/notification-options#webhooks
/// </summary>
public sealed partial class GcpIncidentParser : IAlertParser
{
    private const int MaxName = 255;
    private const int MaxValue = 1024;
    private const int MaxItems = 50;

    /// <inheritdoc />
    public AlertDocument Parse(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        try
        {
            using var document = JsonDocument.Parse(body, AlertJson.Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, receivedAt) : throw AlertRefusedException.Malformed();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw AlertRefusedException.Malformed();
        }
    }

    private static AlertDocument Read(JsonElement root, DateTimeOffset receivedAt)
    {
        // The console's test says so in its version; its incident has a state in capitals and times of zero.
        if (string.Equals(root.Text("version"), "test", StringComparison.OrdinalIgnoreCase))
        {
            return AlertDocument.Test;
        }

        if (root.Member("incident") is not { } incident)
        {
            throw new AlertRefusedException(
                "unsupported_schema", "Send Cloud Monitoring's own webhook notification, unchanged.");
        }

        var isOpen = incident.Text("state")?.ToUpperInvariant() switch
        {
            "OPEN" => true,
            "CLOSED" => false,
            _ => throw AlertRefusedException.Invalid("incident.state"),
        };
        var id = incident.Text("incident_id") is { } given && IncidentId().IsMatch(given)
            ? given : throw AlertRefusedException.Invalid("incident.incident_id");
        var (startedAt, endedAt) = (Instant(incident, "started_at"), Instant(incident, "ended_at"));
        if (!isOpen && endedAt < startedAt)
        {
            throw AlertRefusedException.Invalid("incident.ended_at");
        }

        return AlertDocument.Of(
            Alarm(incident, id, isOpen), id, isOpen ? startedAt : endedAt, receivedAt);
    }

    private static AlarmFact Alarm(JsonElement incident, string id, bool isOpen)
    {
        var condition = incident.Member("condition");
        var rule = condition?.Text("name") is { } name && RuleName().Match(name) is { Success: true } match
            ? match : null;
        var resource = incident.Member("resource");
        var project = Project(resource?.Member("labels")?.Text("project_id"));
        var scope = Project(incident.Text("scoping_project_id")) ?? Project(rule?.Groups[1].Value) ?? project
            ?? throw AlertRefusedException.Invalid("incident.scoping_project_id");
        var labels = Labels(incident, resource);
        var threshold = condition?.Member("conditionThreshold");
        return new AlarmFact
        {
            Provider = CloudProvider.Gcp,
            Id = $"projects/{scope}/incidents/{id}",
            Name = AlarmText.Line(
                incident.Text("policy_name") ?? incident.Text("condition_name")
                ?? throw AlertRefusedException.Invalid("incident.policy_name"), MaxName),
            Description = AlarmText.Paragraph(incident.Member("documentation")?.Text("content")
                ?? incident.Text("documentation")),
            Account = project ?? scope,
            Region = Region(labels),
            State = isOpen ? AlarmState.Alarm : AlarmState.Ok,
            StateChangedAt = default,
            Reason = AlarmText.Paragraph(incident.Text("summary")),
            Metric = GcpMetric.Of(incident.Member("metric")?.Text("type"), threshold),
            Dimensions = labels,
            Threshold = threshold?.Number("thresholdValue") ?? incident.Number("threshold_value"),
            Comparison = AlarmText.OptionalLine(threshold?.Text("comparison"), MaxName),
            RuleId = rule?.Value,
            ResourceType = AlarmText.OptionalLine(resource?.Text("type"), MaxName),
            Severity = Severity(incident.Text("severity")),
            Tags = incident.Words("policy_user_labels", MaxItems) is { Count: > 0 } tags
                ? AlarmText.Pairs(tags, MaxName, MaxValue) : null,
        };
    }

    /// <summary>Labels of the resource win over those of the metric, which may have any name.</summary>
    private static Dictionary<string, string>? Labels(JsonElement incident, JsonElement? resource)
    {
        var labels = incident.Member("metric")?.Words("labels", MaxItems) ?? [];
        foreach (var (name, value) in resource?.Words("labels", MaxItems) ?? [])
        {
            labels[name] = value;
        }

        return labels.Count == 0 ? null : AlarmText.Pairs(labels, MaxName, MaxValue);
    }

    private static string Region(Dictionary<string, string>? labels)
    {
        string[] names = ["region", "location", "zone"];
        return names.Select(name => labels?.GetValueOrDefault(name)?.ToLowerInvariant())
            .FirstOrDefault(value => value is not null && LocationName().IsMatch(value)) ?? "global";
    }

    /// <summary>Of the policy; a policy without one leaves it to the product's own rule.</summary>
    private static IncidentSeverity? Severity(string? word) => word?.ToUpperInvariant() switch
    {
        "CRITICAL" => IncidentSeverity.Critical,
        "ERROR" => IncidentSeverity.High,
        "WARNING" => IncidentSeverity.Medium,
        _ => null,
    };

    private static string? Project(string? id) => id is not null && ProjectName().IsMatch(id) ? id : null;

    /// <summary>Unix seconds; null or 0 where it has not happened or is not known.</summary>
    private static DateTimeOffset? Instant(JsonElement incident, string name) =>
        incident.Number(name) is > 0 and < 253_402_300_800 and var seconds
            ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds)) : null;

    [GeneratedRegex(@"\A[0-9A-Za-z_.\-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IncidentId();

    // With the domain of an old project, such as example.com:api.
    [GeneratedRegex(@"\A(?:[a-z0-9.\-]{1,60}:)?[a-z][a-z0-9\-]{4,28}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProjectName();

    [GeneratedRegex(
        @"\Aprojects/([a-z0-9.:\-]{1,100})/alertPolicies/[0-9A-Za-z_\-]{1,64}/conditions/[0-9A-Za-z_\-]{1,64}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex RuleName();

    [GeneratedRegex(@"\A[a-z0-9\-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocationName();
}
