using System.Globalization;
using System.Text;
using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Sns;
using CauseFlow.Cluster;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.Bench.Cluster;

/// <summary>The product as it runs in production, on RabbitMQ and PostgreSQL, with a connected account of the simulated cloud.</summary>
internal sealed class ClusterSystem : IAsyncDisposable
{
    private readonly string _folder;

    private ClusterSystem(CloudSimulator cloud, LocalCluster cluster, string folder) => (Cloud, Cluster, _folder) = (cloud, cluster, folder);

    public CloudSimulator Cloud { get; }

    public LocalCluster Cluster { get; }

    public Uri Webhook { get; private set; } = null!;

    public static async Task<ClusterSystem> StartAsync(int collectors, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        var cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions(), cancellationToken);
        var facts = cloud.Facts;
        var settings = CloudSettings.Of(
            facts.Environment, facts.PrincipalArn, (facts.SnsHost, facts.SnsPort, facts.SnsRootPem), facts.AzureRootPem, folder);
        foreach (var limit in (string[])["PerTenant", "PerAddress", "PerWebhook", "PerWebhookAddress"])
        {
            settings[$"RateLimits:{limit}"] = "1000000";
        }

        settings["Ingestion:MaxStartsPerMinute"] = "10000";
        settings["Logging:LogLevel:Default"] = "Warning";
        var cluster = await LocalCluster.StartAsync(
            new ClusterOptions { Folder = folder, CollectorReplicas = collectors, Settings = settings }, TimeProvider.System, cancellationToken);
        var system = new ClusterSystem(cloud, cluster, folder);
        try
        {
            using var customer = new Customer(
                cloud, cluster.Url, cluster.FirstAdminKey, (condition, token) => UntilAsync(condition, "the product answers", token));
            system.Webhook = await customer.ConnectAwsAsync(cluster.FirstAdminKey, cancellationToken);
            return system;
        }
        catch
        {
            // Nobody else knows of its processes.
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signed messages, each of another alarm of another function.</summary>
    public IReadOnlyList<byte[]> Alarms(string prefix, int count) =>
        Sign(count, number => new AnyAlarm { Name = $"{prefix}-{number}", Function = $"{prefix}-{number}", At = TimeProvider.System.GetUtcNow() });

    /// <summary>Signed messages of alarms of one function, each another firing.</summary>
    public IReadOnlyList<byte[]> Storm(string prefix, int count, int alarms)
    {
        var start = TimeProvider.System.GetUtcNow().AddSeconds(-count / alarms);
        return Sign(count, number => new AnyAlarm
        {
            Name = $"{prefix}-{number % alarms}", Function = prefix, At = start.AddSeconds(number / alarms),
        });
    }

    /// <summary>Firings of alarms whose names begin so, the incidents that they came to, and ended investigations of those.</summary>
    public async Task<(long Firings, long Incidents, long Ended)> CountAsync(string prefix, CancellationToken cancellationToken)
    {
        var text = await Cluster.PostgreSql.ExecuteAsync($"""
            with mine as (select f."IncidentId" incident from ingestion.firings f where f."AlarmId" like '%:alarm:{prefix}-%')
            select count(*), count(distinct incident),
              (select count(*) from investigations.investigations v where v."Status" = 'Completed'
               and exists (select 1 from mine where mine.incident = v."IncidentId")) from mine
            """, "causeflow", cancellationToken);
        var counts = text.Trim().Split('|').Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        return (counts[0], counts[1], counts[2]);
    }

    /// <summary>Polls until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within five minutes.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var limit = TimeProvider.System.GetUtcNow().AddMinutes(5);
        while (!await condition())
        {
            if (TimeProvider.System.GetUtcNow() > limit)
            {
                throw new TimeoutException($"It never happened: {what}");
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IReadOnlyList<byte[]> Sign(int count, Func<int, AnyAlarm> alarm) =>
    [
        .. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(number => Encoding.UTF8.GetBytes(alarm(number).Sign(Cloud).ToJsonString())),
    ];
}
