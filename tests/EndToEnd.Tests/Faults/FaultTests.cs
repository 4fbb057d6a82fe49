using CauseFlow.CloudSimulation.Control;
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

        // The scenario's own alarm first: what the cloud says is full of secrets, and the quotas are not spent yet.
        (await customer.RaiseScenarioAlarmAsync()).ShouldBe(200);
        (await customer.VerdictAsync()).Case.Logs.ShouldNotBeEmpty("what holds the secrets has been read");

        var run = new FaultRun(customer);
        Check(await run.RunAsync("each once", 60, TimeSpan.FromMilliseconds(300), async (cluster, stop) =>
        {
            foreach (var service in ServiceNames.All.Where(name => name is not (ServiceNames.CollectorAzure or ServiceNames.CollectorGcp)))
            {
                await run.WithWorkUnderWayAsync(() => KillAndRestartAsync(cluster.Of(service), cluster, stop), stop);
            }

            await run.WithWorkUnderWayAsync(() => RestartRabbitMqAsync(cluster, stop), stop);
            await run.WithWorkUnderWayAsync(() => RestartPostgreSqlAsync(cluster, stop), stop);
        }));

        var ledger = new Ledger(customer.Cluster, "");
        await customer.UntilAsync(async () => (await ledger.QueuesAsync()).Count == 0, "every queue is empty");
        string[] secrets =
        [
            .. customer.Cloud.Facts.Canaries, customer.Cloud.Facts.PrincipalSecretAccessKey, customer.Cluster.FirstAdminKey,
            .. ServiceNames.All.Select(customer.Cluster.PasswordOf),
        ];
        (await ledger.FoundAsync(secrets)).ShouldBeEmpty("no secret in a store, a trace or an output");
    }

    /// <summary>kill -9 of each service over and over, one by one, then of any.</summary>
    [Fact(Explicit = true)]
    public async Task Services_are_killed_one_by_one_and_at_random()
    {
        await using var customer = await StartAsync();
        var run = new FaultRun(customer);
        var reports = new List<FaultReport>();
        foreach (var service in (string[])[.. Stateful, ServiceNames.CollectorAws, ServiceNames.Gateway])
        {
            reports.Add(await run.RunAsync($"kill {service}", Many, Pace, (cluster, stop) =>
                RepeatAsync(
                    6, () => run.WithWorkUnderWayAsync(() => KillAndRestartAsync(cluster.Of(service), cluster, stop), stop), stop)));
        }

        var random = new Random(7);
        reports.Add(await run.RunAsync("kill at random", Many, Pace, (cluster, stop) => RepeatAsync(10, () =>
            run.WithWorkUnderWayAsync(() => KillAndRestartAsync(cluster.Replicas[random.Next(cluster.Replicas.Count)], cluster, stop), stop), stop)));
        Check([.. reports]);
    }

    [Fact(Explicit = true)]
    public async Task Servers_restart_and_a_collector_stands_still()
    {
        await using var customer = await StartAsync();
        var run = new FaultRun(customer);
        Check(
            await run.RunAsync("restart RabbitMQ", Many, Pace, (cluster, stop) => RepeatAsync(
                3, () => run.WithWorkUnderWayAsync(() => RestartRabbitMqAsync(cluster, stop), stop), stop)),
            await run.RunAsync("restart PostgreSQL", Many, Pace, (cluster, stop) => RepeatAsync(
                3, () => run.WithWorkUnderWayAsync(() => RestartPostgreSqlAsync(cluster, stop), stop), stop)),
            await run.RunAsync("pause collector-aws 30 s", Many, Pace, (cluster, stop) => run.WithWorkUnderWayAsync(async () =>
            {
                cluster.Of(ServiceNames.CollectorAws).Pause();
                await Task.Delay(TimeSpan.FromSeconds(30), stop);
                cluster.Of(ServiceNames.CollectorAws).Continue();
            }, stop)));
    }

    /// <summary>The alarms are of AWS; each investigation reads the linked project or subscription too.</summary>
    [Theory(Explicit = true)]
    [InlineData("aws-gcp-checkout", ServiceNames.CollectorGcp)]
    [InlineData("aks-upgrade", ServiceNames.CollectorAzure)]
    public async Task The_collector_of_a_linked_cloud_is_killed(string scenario, string collector)
    {
        await using var customer = await Customer.StartOnClusterAsync(scenario, Options());
        await customer.ConnectAsync([
            collector == ServiceNames.CollectorGcp ? await customer.ConnectGcpAsync() : await customer.ConnectAzureAsync(),
        ]);
        var run = new FaultRun(customer);
        Check(await run.RunAsync($"kill {collector}", Many, Pace, (cluster, stop) => RepeatAsync(6, () =>
            run.WithWorkUnderWayAsync(() => KillAndRestartAsync(cluster.Of(collector), cluster, stop), stop), stop)));
    }

    /// <summary>No retry helps against a cloud that gives nothing: each case says so.</summary>
    [Fact(Explicit = true)]
    public async Task The_cloud_throttles_and_hangs()
    {
        await using var customer = await StartAsync();
        var run = new FaultRun(customer);
        Check(mayHaveNoEvidence: true, await run.RunAsync("cloud throttles and hangs", Many, Pace, (_, stop) => run.WithWorkUnderWayAsync(async () =>
        {
            customer.Cloud.Switches.Set("*", new Switch { ThrottleTimes = 500, LatencyMs = 300 });
            await Task.Delay(TimeSpan.FromSeconds(30), stop);
            customer.Cloud.Switches.Set("cloudwatch", new Switch { Hang = true });
            await Task.Delay(TimeSpan.FromSeconds(15), stop);
            customer.Cloud.Switches.Clear();
        }, stop)));
    }

    [Fact(Explicit = true)]
    public async Task One_of_three_nodes_of_RabbitMQ_is_killed()
    {
        await using var customer = await StartAsync(rabbitMqNodes: 3);
        var run = new FaultRun(customer);
        Check(await run.RunAsync("kill 1 of 3 nodes", Many, Pace, async (cluster, stop) =>
        {
            for (var node = 0; node < 3; node++)
            {
                var killed = node;
                await run.WithWorkUnderWayAsync(() => cluster.RabbitMq.KillAsync(killed), stop);
                await Task.Delay(TimeSpan.FromSeconds(10), stop);
                await cluster.RabbitMq.StartAsync(node, stop);
                await Task.Delay(TimeSpan.FromSeconds(10), stop);
            }
        }));
    }

    /// <summary>A grant that kills whoever takes it is set aside, and its investigation ends by its deadline.</summary>
    [Fact(Explicit = true)]
    public async Task A_consumer_crashes_more_often_than_the_delivery_limit()
    {
        await using var customer = await StartAsync(settings: new()
        {
            ["Bus:DeliveryLimit"] = "2", ["Investigations:DeadlineSeconds"] = "60", ["Investigations:MaxSecondsFromRequest"] = "120",
        });
        customer.Cloud.Switches.Set("*", new Switch { LatencyMs = 2_000 });
        var report = await new FaultRun(customer).RunAsync("crash beyond the limit", 40, Pace, async (cluster, stop) =>
        {
            for (var i = 0; i < 5; i++)
            {
                var calls = customer.Cloud.Calls.Count;
                await customer.UntilAsync(() => Task.FromResult(customer.Cloud.Calls.Count > calls), "a run is under way");
                await KillAndRestartAsync(cluster.Of(ServiceNames.CollectorAws), cluster, stop);
            }

            customer.Cloud.Switches.Clear();
        });
        Check(mayHaveNoEvidence: true, report);
        report.SetAside.ShouldBeGreaterThan(0, "what was delivered more often than allowed is kept in the error queue");
    }

    /// <summary>While nothing can be written nothing is accepted; afterwards all goes on.</summary>
    [Fact(Explicit = true)]
    public async Task The_disk_of_the_database_fills()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 400);
        await using var customer = await StartAsync(databaseFolder: disk.Folder);
        var run = new FaultRun(customer);
        Check(await run.RunAsync("disk full", Many, Pace, (_, stop) => run.WithWorkUnderWayAsync(async () =>
        {
            disk.Fill();
            await Task.Delay(TimeSpan.FromSeconds(20), stop);
            disk.Free();
        }, stop)));
    }

    /// <summary>
    /// CHAOS_PREVIOUS names a clone of the release before, built in the same configuration; without it this release takes its own place.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task A_release_takes_the_place_of_the_one_before_while_alarms_come_in()
    {
        var previous = Environment.GetEnvironmentVariable("CHAOS_PREVIOUS") is { Length: > 0 } clone ? Path.GetFullPath(clone) : null;
        await using var customer = await ConnectedAsync(Options() with { Release = previous });
        var run = new FaultRun(customer);
        Check(await run.RunAsync($"upgrade from {(previous is null ? "itself" : "the one before")}", Many, Pace, (cluster, stop) =>
            cluster.UpgradeAsync(async changeAsync =>
            {
                await run.WithWorkUnderWayAsync(changeAsync, stop);
                await Task.Delay(TimeSpan.FromSeconds(3), stop);
            }, stop)));
    }

    /// <summary>How many alarms a full run sends, and how fast: CHAOS_ALARMS takes another number.</summary>
    private static int Many => int.TryParse(Environment.GetEnvironmentVariable("CHAOS_ALARMS"), out var many) ? many : 1_000;

    /// <summary>About what a small machine investigates: a queue that only grows would say nothing of the fault.</summary>
    private static TimeSpan Pace => TimeSpan.FromMilliseconds(250);

    private static async Task RepeatAsync(int times, Func<Task> act, CancellationToken stop)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), stop);
            await act();
        }
    }

    private static Task<Customer> StartAsync(
        int rabbitMqNodes = 1, Dictionary<string, string>? settings = null, string? databaseFolder = null) =>
        ConnectedAsync(Options(settings) with { RabbitMqNodes = rabbitMqNodes, DatabaseFolder = databaseFolder });

    private static ClusterOptions Options(Dictionary<string, string>? settings = null) => new()
    {
        Folder = "",
        Settings = new Dictionary<string, string>(settings ?? []) { ["Ingestion:MaxStartsPerMinute"] = "10000" },
    };

    private static async Task<Customer> ConnectedAsync(ClusterOptions options)
    {
        var customer = await Customer.StartOnClusterAsync("lambda-timeout", options);
        try
        {
            await customer.ConnectAsync();
            return customer;
        }
        catch
        {
            // Nobody else knows of its processes.
            await customer.DisposeAsync();
            throw;
        }
    }

    private static async Task RestartRabbitMqAsync(LocalCluster cluster, CancellationToken stop)
    {
        await cluster.RabbitMq.KillAsync(0);
        await cluster.RabbitMq.StartAsync(0, stop);
    }

    private static async Task RestartPostgreSqlAsync(LocalCluster cluster, CancellationToken stop)
    {
        await cluster.PostgreSql.KillAsync();
        await cluster.PostgreSql.StartAsync(stop);
    }

    private static async Task KillAndRestartAsync(ServiceReplica replica, LocalCluster cluster, CancellationToken stop)
    {
        await replica.KillAsync();
        await cluster.RestartAsync(replica, stop);
    }

    private void Check(params FaultReport[] reports) => Check(mayHaveNoEvidence: false, reports);

    private void Check(bool mayHaveNoEvidence, params FaultReport[] reports)
    {
        output.WriteLine(FaultReport.Table(reports));
        foreach (var report in reports)
        {
            report.Lost.ShouldBe(0, report.Fault);
            report.Doubled.ShouldBe(0, report.Fault);
            report.Completed.ShouldBe(report.Expected, report.Fault);
            report.Met.ShouldBe(report.Faults, $"{report.Fault}: a fault that meets no work proves nothing");
            report.OpenLeases.ShouldBe(0, report.Fault);
            report.Stuck.ShouldBe(0, report.Fault);
            report.Audit.ShouldBe("intact", report.Fault);
            (report.WithEvidence + report.ToldWhy).ShouldBe(report.Expected, report.Fault);
            if (!mayHaveNoEvidence)
            {
                // One run in a hundred may have lost more than it can ask again; its case says so.
                report.WithEvidence.ShouldBeGreaterThanOrEqualTo(report.Expected * 99 / 100, report.Fault);
                report.SetAside.ShouldBe(0, report.Fault);
            }
        }
    }
}
