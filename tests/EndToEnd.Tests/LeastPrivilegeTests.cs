using CauseFlow.Cluster.Processes;
using RabbitMQ.Client;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>What a service may not do on the bus and in the database is tried with that service's own credentials.</summary>
[Collection(SharedCluster.Name)]
public sealed class LeastPrivilegeTests(SharedCluster shared)
{
    private const string Contracts = "CauseFlow.Contracts:";

    [Fact]
    public async Task No_service_can_do_anothers_work_on_the_bus_or_in_the_database()
    {
        var cluster = shared.Customer.Cluster;

        await MayPublishAsync("ingestion", "InvestigationRequested", true);
        await MayPublishAsync("investigations", "InvestigationRequested", true);
        await MayPublishAsync("collector-aws", "InvestigationRequested", false);
        await MayPublishAsync("credential-broker", "InvestigationRequested", false);
        await MayPublishAsync("credential-broker", "AwsSessionGranted", true);
        await MayPublishAsync("ingestion", "AwsSessionGranted", false);
        await MayPublishAsync("collector-aws", "AwsSessionGranted", false);
        await MayPublishAsync("collector-azure", "LeaseClosed", false);
        await MayPublishAsync("collector-gcp", "InvestigationCompleted", false);

        // The default exchange reaches every queue by its name.
        (await PublishAsync("collector-aws", "", "collector-gcp-gcp-session-granted")).ShouldBeFalse();
        (await ConsumeAsync("collector-aws", "collector-gcp-gcp-session-granted")).ShouldBeFalse();
        (await ConsumeAsync("ingestion", "collector-aws-aws-session-granted")).ShouldBeFalse();
        (await ConsumeAsync("collector-aws", "collector-aws-aws-session-granted")).ShouldBeTrue();

        // A queue of one's own, bound where the others' messages and faults go by.
        foreach (var exchange in (string[])["MassTransit:Fault", $"{Contracts}FindingsPublished", $"{Contracts}AzureSessionGranted"])
        {
            (await TryAsync("collector-aws", async channel =>
            {
                await channel.QueueDeclareAsync("collector-aws-spy", durable: false, exclusive: false, autoDelete: true);
                await channel.QueueBindAsync("collector-aws-spy", exchange, "");
            })).ShouldBeFalse($"collector-aws binds from {exchange}");
        }

        await ReadsOwnSchemaOnlyAsync("ingestion", "ingestion", "credential_broker.leases");
        await ReadsOwnSchemaOnlyAsync("investigations", "investigations", "credential_broker.integrations");
        await ReadsOwnSchemaOnlyAsync("credential-broker", "credential_broker", "gateway.api_keys");

        async Task MayPublishAsync(string service, string message, bool expected) =>
            (await PublishAsync(service, Contracts + message, "")).ShouldBe(expected, $"{service} publishes {message}");

        async Task<bool> PublishAsync(string service, string exchange, string routingKey) => await TryAsync(service, channel =>
            channel.BasicPublishAsync(exchange, routingKey, mandatory: false, body: new byte[] { 1 }));

        async Task<bool> ConsumeAsync(string service, string queue) => await TryAsync(service, async channel =>
            await channel.BasicGetAsync(queue, autoAck: false));

        Task<bool> TryAsync(string service, Func<IChannel, ValueTask> act) => cluster.TryOnBusAsync(service, act);

        async Task ReadsOwnSchemaOnlyAsync(string role, string own, string other)
        {
            await cluster.PostgreSql.ExecuteAsync($"set role \"{role}\"; select count(*) from {own}.outbox", "causeflow", TestContext.Current.CancellationToken);
            var refused = await Should.ThrowAsync<ProcessException>(() => cluster.PostgreSql.ExecuteAsync(
                $"set role \"{role}\"; select count(*) from {other}", "causeflow", TestContext.Current.CancellationToken));
            refused.Message.ShouldContain("permission denied");
        }
    }
}
