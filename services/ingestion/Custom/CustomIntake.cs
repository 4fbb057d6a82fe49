using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Storage;

namespace CauseFlow.Ingestion.Custom;

/// <summary>What became of an alert.</summary>
/// <param name="Outcome">Of the intake.</param>
/// <param name="Decision">Null when it is not decided yet.</param>
public sealed record CustomOutcome(IntakeOutcome Outcome, Decision? Decision);

/// <summary>
/// Accepts an alert as the intake accepts every delivery, and waits for its decision, because its sender wants to know
/// the incident.
/// </summary>
public sealed class CustomIntake(IntakeLog log, DecisionBoard board, IngestionMetrics metrics, TimeProvider time)
{
    public async Task<CustomOutcome> AcceptAsync(string tenantId, CustomAlert alert, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var delivery = DeliveryOf(tenantId, alert);
        var (outcome, decision) = await board.WaitAsync(
            delivery.Id, () => log.AppendAsync(new IntakeItem(delivery, null), token), token);
        metrics.Delivered(outcome == IntakeOutcome.Stored ? "accepted" : "unavailable");
        return new CustomOutcome(outcome, decision);
    }

    private Delivery DeliveryOf(string tenantId, CustomAlert alert)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var id = Ids.New("dlv", time);
        return new Delivery
        {
            Id = id,
            TenantId = tenantId,
            Provider = WebhookRoute.Custom,
            ReceivedAt = now,
            Verdict = DeliveryVerdict.Accepted,

            // Without a topic it is not unique: whether an alert is a repeated one depends on the state that it is in.
            MessageId = alert.SourceAlertId,
            MessageType = PostedAlarmReader.Undated,
            Body = JsonSerializer.Serialize(FactOf(alert, id, now), ContractJson.Options),
            TraceParent = Activity.Current?.Id,
            DecideAt = now,
        };
    }

    private static AlarmFact FactOf(CustomAlert alert, string deliveryId, DateTimeOffset now) => new()
    {
        Provider = CloudProvider.Generic,
        Id = $"custom:{alert.SourceAlertId ?? deliveryId}",
        Name = AlarmText.Line(alert.Title!.Trim(), CustomAlertReader.MaxTitle),
        Description = AlarmText.Paragraph(alert.Description),
        Account = "custom",
        Region = "global",
        State = CustomAlertReader.StateOf(alert),
        StateChangedAt = now,
        Severity = CustomAlertReader.SeverityOf(alert),
        Service = AlarmText.OptionalLine(alert.Service, CustomAlertReader.MaxName),
        Environment = AlarmText.OptionalLine(alert.Environment, CustomAlertReader.MaxName),
        Tags = TagsOf(alert),
    };

    /// <summary><c>name:value</c> or a word alone; metadata keep their names under <c>metadata.</c>.</summary>
    private static Dictionary<string, string>? TagsOf(CustomAlert alert)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in alert.Tags ?? [])
        {
            var parts = tag.Split(':', 2);
            tags[Line(parts[0].Trim())] = parts.Length == 2 ? Line(parts[1].Trim()) : "";
        }

        foreach (var (name, value) in alert.Metadata ?? new Dictionary<string, JsonElement>())
        {
            // Name and value together, so that a secret's name makes its value recognisable.
            var text = Line($"{name}={value}");
            tags[$"metadata.{Line(name)}"] = text.StartsWith(name + "=", StringComparison.Ordinal)
                ? text[(name.Length + 1)..] : text;
        }

        return tags.Count == 0 ? null : new Dictionary<string, string>(tags, StringComparer.Ordinal);
    }

    private static string Line(string text) =>
        AlarmText.Line(text, CustomAlertReader.MaxName + 1 + CustomAlertReader.MaxValue);
}
