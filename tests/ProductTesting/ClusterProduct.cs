using CauseFlow.CloudSimulation;
using CauseFlow.Cluster;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.ProductTesting;

/// <summary>Every service in a process of its own on RabbitMQ and PostgreSQL, as in production.</summary>
public sealed class ClusterProduct : IProduct
{
    private readonly string _folder;

    private ClusterProduct(LocalCluster cluster, string folder) => (Cluster, _folder) = (cluster, folder);

    public LocalCluster Cluster { get; }

    public Uri Url => Cluster.Url;

    public string AdminKey => Cluster.FirstAdminKey;

    public string Output => string.Join('\n', Cluster.Replicas.Select(replica =>
        $"--- {replica.Service}\n{string.Join('\n', replica.Tail(40))}"));

    /// <param name="cloud">The simulated clouds.</param>
    /// <param name="options">What differs from one replica of each; the folder and the clouds' settings are set here.</param>
    public static async Task<ClusterProduct> StartAsync(SimulatorFacts cloud, ClusterOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-cluster-").FullName;
        var settings = CloudSettings.Of(
            cloud.Environment, cloud.PrincipalArn, (cloud.SnsHost, cloud.SnsPort, cloud.SnsRootPem), cloud.AzureRootPem, folder);
        foreach (var limit in (string[])["PerTenant", "PerAddress", "PerWebhook", "PerWebhookAddress"])
        {
            settings[$"RateLimits:{limit}"] = "1000000";
        }

        foreach (var (key, value) in options?.Settings ?? new Dictionary<string, string>())
        {
            settings[key] = value;
        }

        using var limitOfStart = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limitOfStart.CancelAfter(TimeSpan.FromMinutes(4));
        var made = (options ?? new ClusterOptions { Folder = folder }) with { Folder = folder, Settings = settings };
        return new ClusterProduct(await LocalCluster.StartAsync(made, TimeProvider.System, limitOfStart.Token), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
