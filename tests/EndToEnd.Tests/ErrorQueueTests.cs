using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>What no consumer understands is set aside, and an operator sees it, without what it carries, and clears it up.</summary>
[Collection(SharedCluster.Name)]
public sealed class ErrorQueueTests(SharedCluster shared)
{
    private const string Queues = "v1/operations/error-queues";
    private const string Canary = "CANARY-password-4711";

    [Fact]
    public async Task A_message_that_nobody_understands_is_listed_shown_not_redriven_and_discarded()
    {
        var customer = shared.Customer;
        var body = Encoding.UTF8.GetBytes($$"""
            { "messageId": "0192d0a0-0000-7000-8000-000000000001", "messageType": ["urn:message:CauseFlow.Contracts:FindingsPublished"],
              "message": { "tenantId": "ten_x", "source": "{{Canary}}", "pass": "not a number" } }
            """);
        (await customer.Cluster.TryOnBusAsync("collector-aws", channel => channel.BasicPublishAsync(
            "CauseFlow.Contracts:FindingsPublished", "", mandatory: true,
            new BasicProperties { ContentType = "application/vnd.masstransit+json" }, body))).ShouldBeTrue();

        var queue = "";
        await customer.UntilAsync(async () =>
        {
            queue = (await customer.Api.GetAsync(Queues)).GetProperty("items").EnumerateArray()
                .Where(item => item.GetProperty("service").GetString() == "investigations" && item.GetProperty("count").GetInt64() > 0)
                .Select(item => item.GetProperty("queue").GetString()!).FirstOrDefault("");
            return queue.Length > 0;
        }, "the message is in an error queue");

        var path = $"{Queues}/investigations/{queue}";
        var shown = await customer.Api.GetAsync(path);
        var message = shown.GetProperty("items").EnumerateArray().Single(item => item.ToString().Contains("FindingsPublished"));
        shown.ToString().ShouldNotContain(Canary);
        var id = message.GetProperty("messageId").GetString();
        using var redriven = await customer.Api.RawAsync(HttpMethod.Post, $"{path}/redrive", new { messageId = id });
        redriven.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await redriven.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        (await customer.Api.PostAsync($"{path}/discard", new { messageId = id })).GetProperty("done").GetArrayLength().ShouldBe(1);

        using var gone = await customer.Api.RawAsync(HttpMethod.Post, $"{path}/discard", new { messageId = id });
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var unknown = await customer.Api.RawAsync(HttpMethod.Get, $"{Queues}/investigations/credential-broker_error");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await customer.Api.GetAsync(Queues)).GetProperty("unreachable").GetArrayLength().ShouldBe(0);
        var audit = (await customer.Api.GetAsync("v1/audit")).ToString();
        audit.ShouldContain(id!);
        audit.ShouldNotContain(Canary);
    }
}
