using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.Ingestion;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Bench.Accept;

/// <summary>What accepts, with the processes that it needs, all fresh: the yardstick, ingestion, ingestion behind the gateway, Alertmanager.</summary>
internal sealed class AcceptTarget : IAsyncDisposable
{
    public const string Tenant = "ten_00000000000000000000000000";
    private const string RouteKey = "benchbenchbenchbenchbench0";
    private readonly List<Child> children = [];
    private readonly StoreOptions store;

    private AcceptTarget(StoreOptions store) => this.store = store;

    public Uri Url { get; private set; } = null!;

    /// <param name="kind">Which of them.</param>
    /// <param name="cloud">Whose signatures ingestion checks.</param>
    /// <param name="folder">Of its own.</param>
    /// <param name="store">Fresh.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AcceptTarget> StartAsync(
        AcceptKind kind, CloudSimulator cloud, string folder, StoreOptions store, CancellationToken cancellationToken)
    {
        var target = new AcceptTarget(store);
        try
        {
            await (kind switch
            {
                AcceptKind.Yardstick => target.StartYardstickAsync(folder, cancellationToken),
                AcceptKind.Alertmanager => target.StartAlertmanagerAsync(folder, cancellationToken),
                _ => target.StartProductAsync(cloud, folder, kind == AcceptKind.Gateway, cancellationToken),
            });
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in children)
        {
            await child.DisposeAsync();
        }
    }

    private static Uri Address(int port) => new($"http://127.0.0.1:{port}");

    private async Task StartYardstickAsync(string folder, CancellationToken cancellationToken)
    {
        var address = Address(Child.FreePort());
        var child = Child.Start(Programs.Self, folder, new Dictionary<string, string>(),
            "yardstick", address.ToString(), store.Provider.ToString(), store.ConnectionString ?? store.DataFolder);
        children.Add(child);
        await child.UntilHealthyAsync(address, "/health", cancellationToken);
        Url = new Uri(address, "/accept");
    }

    private async Task StartAlertmanagerAsync(string folder, CancellationToken cancellationToken)
    {
        var address = Address(Child.FreePort());
        var configuration = Path.Combine(folder, "alertmanager.yml");
        await File.WriteAllTextAsync(configuration, "route: { receiver: nobody }\nreceivers: [ { name: nobody } ]\n", cancellationToken);
        var child = Child.StartProgram(Alertmanager.Program, folder,
            $"--config.file={configuration}", $"--storage.path={folder}/alertmanager", $"--web.listen-address={address.Authority}",
            "--cluster.listen-address=", "--log.level=error");
        children.Add(child);
        await child.UntilHealthyAsync(address, "/-/ready", cancellationToken);
        Url = new Uri(address, "/api/v2/alerts");
    }

    private async Task StartProductAsync(CloudSimulator cloud, string folder, bool isBehindGateway, CancellationToken cancellationToken)
    {
        var ingestion = await StartIngestionAsync(cloud, folder, cancellationToken);
        await PrepareAsync(cloud, cancellationToken);
        if (isBehindGateway)
        {
            await StartGatewayAsync(folder, ingestion, cancellationToken);
        }
    }

    private async Task<Uri> StartIngestionAsync(CloudSimulator cloud, string folder, CancellationToken cancellationToken)
    {
        var address = Address(Child.FreePort());
        var root = Path.Combine(folder, "sns-root.pem");
        await File.WriteAllTextAsync(root, cloud.SnsRootPem, cancellationToken);
        var child = Child.Start(Programs.Ingestion, folder, new Dictionary<string, string>(Common(folder))
        {
            ["Listen:Api"] = address.ToString(),
            ["Ingestion:RouteKeyMasterFile"] = Path.Combine(folder, "keys", "route.key"),
            ["Ingestion:CreateMissingKeys"] = "true",
            ["Secrets:KeyFolder"] = Path.Combine(folder, "keys", "secrets"),
            ["Secrets:CreateMissing"] = "true",
            ["Sns:ExtraRoots:0"] = root,
            ["Sns:ExtraHosts:0:Host"] = cloud.Facts.SnsHost,
            ["Sns:ExtraHosts:0:Address"] = "127.0.0.1",
            ["Sns:ExtraHosts:0:Port"] = $"{cloud.Facts.SnsPort}",
        });
        children.Add(child);
        await child.UntilHealthyAsync(address, "/health", cancellationToken);
        Url = new Uri(address, $"/v1/webhooks/{Tenant}/cloudwatch/{RouteKey}");
        return address;
    }

    private async Task StartGatewayAsync(string folder, Uri ingestion, CancellationToken cancellationToken)
    {
        var address = Address(Child.FreePort());
        var child = Child.Start(Programs.Gateway, folder, new Dictionary<string, string>(Common(folder))
        {
            ["Listen:Api"] = address.ToString(),
            ["Gateway:RoutesFile"] = Path.Combine(Path.GetDirectoryName(Programs.Gateway)!, "gateway.routes.json"),
            ["RateLimits:PerWebhook"] = "1000000",
            ["RateLimits:PerWebhookAddress"] = "1000000",
            ["Services:ingestion:ApiUrl"] = ingestion.ToString(),
            ["Services:investigations:ApiUrl"] = "http://127.0.0.1:9",
            ["Services:credential-broker:ApiUrl"] = "http://127.0.0.1:9",
            ["Services:credential-broker:InternalUrl"] = "http://127.0.0.1:9",
        });
        children.Add(child);
        await child.UntilHealthyAsync(address, "/health", cancellationToken);
        Url = new Uri(address, Url.AbsolutePath);
    }

    /// <summary>A connected account, its topic and the webhook's address, as connecting through the API leaves them.</summary>
    private async Task PrepareAsync(CloudSimulator cloud, CancellationToken cancellationToken)
    {
        await using var db = Open();
        db.AcceptedTopics.Add(new AcceptedTopic { TenantId = Tenant, TopicArn = cloud.Facts.TopicArn, Source = AcceptedTopic.Approved });
        db.ConnectedAccounts.Add(new ConnectedAccount { TenantId = Tenant, Account = cloud.Facts.Account, IntegrationId = "int_bench" });
        db.Routes.Add(new WebhookRoute
        {
            TenantId = Tenant,
            Provider = WebhookRoute.CloudWatch,
            Generation = 1,
            KeyHash = IngestionKeys.Hash(RouteKey),
            CreatedAt = TimeProvider.System.GetUtcNow().TruncateToMicroseconds(),
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    private IngestionDbContext Open()
    {
        var builder = new DbContextOptionsBuilder<IngestionDbContext>();
        StoreRegistration.Configure(builder, store, IngestionRegistration.Service);
        return new IngestionDbContext(builder.Options);
    }

    private Dictionary<string, string> Common(string folder) => new()
    {
        ["Storage:Provider"] = store.Provider.ToString(),
        ["Storage:Migrate"] = nameof(StoreMigration.OnStart),
        ["Storage:DataFolder"] = store.DataFolder,
        ["Storage:ConnectionString"] = store.ConnectionString ?? string.Empty,
        ["Identity:KeyFolder"] = Path.Combine(folder, "keys"),
        ["Identity:CreateMissing"] = "true",
        ["Logging:LogLevel:Default"] = "Warning",
    };
}
