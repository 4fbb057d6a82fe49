using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Custom;

/// <summary>What became of an alert.</summary>
/// <param name="Outcome">Of the intake.</param>
/// <param name="IncidentId">The incident it belongs to; null when that is not decided yet.</param>
public sealed record CustomOutcome(IntakeOutcome Outcome, string? IncidentId);

/// <summary>
/// Accepts an alert as the intake accepts every delivery, and waits for its decision, because its sender wants to know the
/// incident.
/// </summary>
public sealed class CustomIntake(
    IntakeLog log, IDbContextFactory<IngestionDbContext> contexts, IngestionMetrics metrics,
    IOptions<IngestionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    public async Task<CustomOutcome> AcceptAsync(string tenantId, CustomAlert alert, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var delivery = DeliveryOf(tenantId, alert);
        var outcome = await log.AppendAsync(new IntakeItem(delivery, null), token);
        metrics.Delivered(outcome switch
        {
            IntakeOutcome.Stored => "accepted",
            IntakeOutcome.Duplicate => "duplicate",
            _ => "unavailable",
        });
        return outcome is IntakeOutcome.Stored or IntakeOutcome.Duplicate
            ? new CustomOutcome(outcome, await DecidedAsync(tenantId, delivery.MessageId!, token))
            : new CustomOutcome(outcome, null);
    }

    private async Task<string?> DecidedAsync(string tenantId, string messageId, CancellationToken token)
    {
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(options.Value.CommitTimeoutSeconds);
        while (true)
        {
            await using (var db = await contexts.CreateDbContextAsync(token))
            {
                var incidentId = await db.Deliveries.AsNoTracking()
                    .Where(row => row.MessageId == messageId && row.TenantId == tenantId && row.TopicArn == WebhookRoute.Custom)
                    .Select(row => row.IncidentId).FirstOrDefaultAsync(token);
                if (incidentId is not null || time.GetUtcNow() >= until)
                {
                    return incidentId;
                }
            }

            await Task.Delay(PollInterval, time, token);
        }
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
            MessageId = alert.SourceAlertId ?? id,
            // The unique key of the intake log holds a topic; the custom webhook is one.
            TopicArn = WebhookRoute.Custom,
            MessageType = "Alert",
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
        State = AlarmState.Alarm,
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

    private static string Line(string text) => AlarmText.Line(text, CustomAlertReader.MaxName + 1 + CustomAlertReader.MaxValue);
}
