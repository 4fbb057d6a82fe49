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
        await ClearByCommandLineAsync(customer, queue, id!);

        using var gone = await customer.Api.RawAsync(HttpMethod.Post, $"{path}/discard", new { messageId = id });
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var unknown = await customer.Api.RawAsync(HttpMethod.Get, $"{Queues}/investigations/credential-broker_error");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await customer.Api.GetAsync(Queues)).GetProperty("unreachable").GetArrayLength().ShouldBe(0);
        var audit = (await customer.Api.GetAsync("v1/audit")).ToString();
        audit.ShouldContain(id!);
        audit.ShouldNotContain(Canary);
    }

    /// <summary>The same by the command line, as the runbook says; it also discards the message.</summary>
    private static async Task ClearByCommandLineAsync(Customer customer, string queue, string id)
    {
        using var program = new CommandLine();
        program.Environment["CAUSEFLOW_URL"] = customer.Url.AbsoluteUri;
        program.Environment["CAUSEFLOW_API_KEY"] = customer.Cluster.FirstAdminKey;
        string[] verb = ["operations", "error-queues"];
        (await program.RunAsync([.. verb, "list"])).ShouldSucceed().Output.ShouldContain(queue);
        var shown = (await program.RunAsync([.. verb, "show", "investigations", queue])).ShouldSucceed();
        shown.Output.ShouldContain(id);
        shown.Output.ShouldNotContain(Canary);
        var redriven = await program.RunAsync([.. verb, "redrive", "investigations", queue, "--message", id]);
        redriven.Code.ShouldBe(1);
        redriven.Error.ShouldStartWith("causeflow: ");
        var many = await program.RunAsync([.. verb, "redrive", "investigations", queue, "--first", "10"]);
        many.Code.ShouldBe(1);
        many.Output.ShouldContain(id);
        (await program.RunAsync([.. verb, "discard", "investigations", queue, "--message", id])).Error.ShouldContain("--yes");
        (await program.RunAsync([.. verb, "discard", "investigations", queue, "--message", id, "--yes"])).ShouldSucceed();
    }
}
