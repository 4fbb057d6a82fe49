using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;

namespace CauseFlow.Ingestion.AzureMonitor;

/// <summary>
/// Reads Azure Monitor's common alert schema: essentials are the same for every kind of alert; the context differs by
/// monitoringService and is read by <see cref="AzureAlertContext"/>.
/// https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
/// </summary>
public sealed class AzureAlertParser : IAlertParser
{
    private const string SchemaId = "azureMonitorCommonAlertSchema";

    /// <summary>What the portal's "Test action group" puts in place of a subscription.</summary>
    private const string TestSubscription = "11111111-1111-1111-1111-111111111111";

    private const int MaxName = 255;
    private const int MaxTargets = 20;
    private const int MaxTags = 50;
    private const int MaxTag = 1024;

    /// <summary>An event is over when it has happened: Azure sends no end of an alert on the activity log.</summary>
    private const string EventSignal = "ActivityLog";

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
        if (root.Text("schemaId") is not { } schema || !schema.Equals(SchemaId, StringComparison.OrdinalIgnoreCase)
            || root.Member("data") is not { } data || data.Member("essentials") is not { } essentials)
        {
            throw new AlertRefusedException(
                "unsupported_schema", "Switch the common alert schema on for this webhook in its Azure action group.");
        }

        var alertId = ArmId.TryParse(essentials.Text("alertId")) ?? throw AlertRefusedException.Invalid("alertId");
        if (alertId.Subscription == TestSubscription)
        {
            return AlertDocument.Test;
        }

        var isFired = essentials.Text("monitorCondition")?.ToUpperInvariant() switch
        {
            "FIRED" => true,
            "RESOLVED" => false,
            _ => throw AlertRefusedException.Invalid("monitorCondition"),
        };
        var firedAt = Instant(essentials.Text("firedDateTime")) ?? throw AlertRefusedException.Invalid("firedDateTime");

        // Only metric alerts say when they were resolved.
        var changedAt = isFired ? firedAt : Instant(essentials.Text("resolvedDateTime"));
        if (changedAt < firedAt)
        {
            throw AlertRefusedException.Invalid("resolvedDateTime");
        }

        var alarm = Alarm(data, essentials, alertId, isFired);
        var alert = AlertDocument.Of(alarm, MessageId(alertId), changedAt, receivedAt);
        return alert with
        {
            IsEvent = alarm.State == AlarmState.Alarm && EventSignal.Equals(
                essentials.Text("signalType")?.Replace(" ", "", StringComparison.Ordinal),
                StringComparison.OrdinalIgnoreCase),
        };
    }

    private static AlarmFact Alarm(JsonElement data, JsonElement essentials, ArmId alertId, bool isFired)
    {
        var targets = essentials.Items("alertTargetIDs", MaxTargets)
            .Select(item => item.ValueKind == JsonValueKind.String ? ArmId.TryParse(item.GetString()) : null)
            .OfType<ArmId>().DistinctBy(target => target.Id).ToList();
        var context = AzureAlertContext.Read(data.Member("alertContext"));
        return new AlarmFact
        {
            Provider = CloudProvider.Azure,
            Id = alertId.Id,
            Name = AlarmText.Line(
                essentials.Text("alertRule") ?? throw AlertRefusedException.Invalid("alertRule"), MaxName),
            Description = AlarmText.Paragraph(essentials.Text("description")),
            Account = (targets.FirstOrDefault() ?? alertId).Subscription,
            Region = Region(essentials.Text("targetResourceRegion")),

            // An alert of its own that fires because all is well again must not open an incident.
            State = isFired && !context.IsRecovery ? AlarmState.Alarm : AlarmState.Ok,
            StateChangedAt = default,
            Reason = AlarmText.Paragraph(context.Reason),
            Metric = context.Metric,
            Dimensions = context.Dimensions,
            Threshold = context.Threshold,
            Comparison = context.Comparison,
            RuleId = (ArmId.TryParse(essentials.Text("alertRuleId"))
                ?? ArmId.TryParse(essentials.Text("originAlertId")))?.Id,
            TargetIds = targets.Count == 0 ? null : [.. targets.Select(target => target.Id)],
            Severity = Severity(essentials.Text("severity")),
            Tags = Tags(data),
        };
    }

    /// <summary>Sev0 is the worst: critical, error, warning, informational, verbose.</summary>
    private static IncidentSeverity? Severity(string? word) => word?.ToUpperInvariant() switch
    {
        "SEV0" => IncidentSeverity.Critical,
        "SEV1" => IncidentSeverity.High,
        "SEV2" => IncidentSeverity.Medium,
        "SEV3" => IncidentSeverity.Low,
        "SEV4" => IncidentSeverity.Info,
        _ => null,
    };

    private static Dictionary<string, string>? Tags(JsonElement data)
    {
        var tags = data.Words("customProperties", MaxTags);
        return tags.Count == 0 ? null : AlarmText.Pairs(tags, MaxName, MaxTag);
    }

    private static string MessageId(ArmId alert) =>
        AlarmText.Line(alert.Id[(alert.Id.LastIndexOf('/') + 1)..], MaxName);

    private static string Region(string? region) =>
        region is { Length: <= 64 } && region.All(char.IsAsciiLetterOrDigit) ? region.ToLowerInvariant() : "global";

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant) ? instant : null;
}
