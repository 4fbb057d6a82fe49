using CauseFlow.Cluster;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>
/// Processes are really killed while alarms come in; afterwards every accepted alarm is in exactly one incident, every
/// investigation has ended once, no lease is open, nothing is stuck, and the audit chain verifies. The short run is part of the
/// tests; <c>./dev chaos</c> runs all in full and prints the table.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly string[] Stateful = [ServiceNames.Ingestion, ServiceNames.Broker, ServiceNames.Investigations];

    /// <summary>One of everything is killed once.</summary>
    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_everything_is_killed_once()
    {
        await using var customer = await StartAsync();
        var run = new FaultRun(customer);
        Check(await run.RunAsync("each once", 60, TimeSpan.FromMilliseconds(300), async (cluster, stop) =>
        {
            foreach (var service in ServiceNames.All.Where(name => name is not (ServiceNames.CollectorAzure or ServiceNames.CollectorGcp)))
            {
                await KillAndRestartAsync(cluster.Of(service), cluster, stop);
            }

            await cluster.RabbitMq.KillAsync(0);
            await cluster.RabbitMq.StartAsync(0, stop);
            await cluster.PostgreSql.KillAsync();
            await cluster.PostgreSql.StartAsync(stop);
        }));
    }

    private static Task<Customer> StartAsync(int rabbitMqNodes = 1, Dictionary<string, string>? settings = null) =>
        ConnectedAsync(new ClusterOptions
        {
            Folder = "",
            RabbitMqNodes = rabbitMqNodes,
            Settings = new Dictionary<string, string>(settings ?? []) { ["Ingestion:MaxStartsPerMinute"] = "10000" },
        });

    private static async Task<Customer> ConnectedAsync(ClusterOptions options)
    {
        var customer = await Customer.StartOnClusterAsync("lambda-timeout", options);
        await customer.ConnectAsync();
        return customer;
    }

    private static async Task KillAndRestartAsync(ServiceReplica replica, LocalCluster cluster, CancellationToken stop)
    {
        await replica.KillAsync();
        await cluster.RestartAsync(replica, stop);
    }

    private void Check(params FaultReport[] reports)
    {
        output.WriteLine(FaultReport.Table(reports));
        foreach (var report in reports)
        {
            report.Lost.ShouldBe(0, report.Fault);
            report.Doubled.ShouldBe(0, report.Fault);
            report.OpenLeases.ShouldBe(0, report.Fault);
            report.Stuck.ShouldBe(0, report.Fault);
            report.Audit.ShouldBe("intact", report.Fault);
        }
    }
}
