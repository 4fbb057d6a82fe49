using System.Text.Json;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Sns;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>Alarms that no webhook brings: one is found in the account's history, one lies in a queue, and one only proves the way.</summary>
public sealed class MissedAlarmTests
{
    private const string Queue = "causeflow-intake";

    [Fact]
    public async Task What_the_webhook_does_not_bring_comes_in_by_history_and_queue()
    {
        await using var customer = await Customer.StartAsync(new Dictionary<string, string?>
        {
            ["Broker:Reconcile:Grace"] = "00:00:00", ["Broker:Leases:SweepIntervalSeconds"] = "1",
        });
        await customer.ConnectAsync();
        var facts = customer.Cloud.Facts;
        var id = (await customer.Api.GetAsync("v1/integrations")).GetProperty("items")[0].GetProperty("id").GetString()!;
        await customer.Cloud.PublishAlarmAsync(new AlarmPublication { IsLost = true, StateChangeTime = TimeProvider.System.GetUtcNow() });

        await ChangeAsync(customer, id, new { reconcile = true });
        var export = await customer.VerdictAsync();

        export.Verdict.Causes[0].Resource.Id.ShouldBe(facts.Truth.Resource);
        var investigation = (await customer.Api.GetAsync($"v1/incidents/{export.Case.IncidentId}/investigations")).GetProperty("items")[0];
        investigation.GetProperty("trigger").GetString().ShouldBe("backfill");
        await customer.UntilAsync(
            async () => (await ReconcileAsync(customer, id)).GetProperty("missed").GetInt32() > 0, "a missed alarm is told");
        var reconcile = await ReconcileAsync(customer, id);
        reconcile.GetProperty("missed").GetInt32().ShouldBe(1);
        reconcile.GetProperty("recent")[0].GetProperty("alarmName").GetString().ShouldBe(facts.AlarmName);
        reconcile.TryGetProperty("reason", out _).ShouldBeFalse("the look has read everything");

        customer.Cloud.Queues.Create(Queue);
        await ChangeAsync(customer, id, new { intakeQueueArn = $"arn:aws:sqs:{facts.Region}:{facts.Account}:{Queue}" });
        await customer.Cloud.PublishAlarmAsync(new AlarmPublication { State = "OK", Queue = Queue });
        customer.Cloud.Queues.Send(Queue, new AnyAlarm { Name = "causeflow-canary", At = TimeProvider.System.GetUtcNow() }.Sign(customer.Cloud).ToJsonString());
        customer.Cloud.Queues.Send(Queue, "nobody signed this");
        await customer.UntilAsync(() => Task.FromResult(customer.Cloud.Queues.Count(Queue) == 1), "the queue holds only what can never be taken");

        JsonElement sender = default;
        await customer.UntilAsync(async () =>
        {
            sender = (await customer.Api.GetAsync("v1/webhooks/senders")).GetProperty("items")[0];
            return sender.TryGetProperty("canary", out var canary) && canary.ValueKind == JsonValueKind.Object;
        }, "the canary has proved the way");
        sender.GetProperty("integrationId").GetString().ShouldBe(id);
        sender.GetProperty("canary").GetProperty("way").GetString().ShouldBe("queue");
        var verdicts = (await customer.Api.GetAsync("v1/webhooks/deliveries")).GetProperty("items").EnumerateArray()
            .Select(row => $"{row.GetProperty("provider").GetString()} {row.GetProperty("verdict").GetString()}").ToList();
        verdicts.ShouldBe(
            ["cloudwatch accepted", "cloudwatch ignored", "cloudwatch rejected", "alarm-history accepted"], ignoreOrder: true);
        (await customer.IncidentsAsync()).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private static async Task ChangeAsync(Customer customer, string id, object change)
    {
        using var answer = await customer.Api.RawAsync(HttpMethod.Patch, $"v1/integrations/{id}", change);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> ReconcileAsync(Customer customer, string id) =>
        (await customer.Api.GetAsync($"v1/integrations/{id}")).GetProperty("reconcile");
}
