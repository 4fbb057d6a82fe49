using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.Ingestion;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Bench.Accept;

/// <summary>The yardstick, ingestion, and the gateway before it, each a process of its own, on one kind of store.</summary>
internal sealed class AcceptTargets : IAsyncDisposable
{
    public const string Tenant = "ten_00000000000000000000000000";
    private const string RouteKey = "benchbenchbenchbenchbench0";
    private readonly List<Child> children = [];
    private readonly StoreOptions store;

    private AcceptTargets(StoreOptions store) => this.store = store;

    public Uri Yardstick { get; private set; } = null!;

    public Uri Direct { get; private set; } = null!;

    public Uri ThroughGateway { get; private set; } = null!;

    public static async Task<AcceptTargets> StartAsync(
        CloudSimulator cloud, string folder, StoreOptions product, StoreOptions yardstick, CancellationToken cancellationToken)
    {
        var targets = new AcceptTargets(product);
        try
        {
            await targets.StartYardstickAsync(folder, yardstick, cancellationToken);
            var ingestion = await targets.StartIngestionAsync(cloud, folder, cancellationToken);
            await targets.PrepareAsync(cloud, cancellationToken);
            await targets.StartGatewayAsync(folder, ingestion, cancellationToken);
            return targets;
        }
        catch
        {
            await targets.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until everything that was accepted is decided, so that the next round finds a calm service.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await children[1].UntilAsync(async () =>
        {
            await using var db = Open();
            return !await db.Deliveries.AnyAsync(row => row.DecideAt != null, cancellationToken);
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in children)
        {
            await child.DisposeAsync();
        }
    }

    private static Uri Address(int port) => new($"http://127.0.0.1:{port}");

    private async Task StartYardstickAsync(string folder, StoreOptions options, CancellationToken cancellationToken)
    {
        var address = Address(Child.FreePort());
        var child = Child.Start(Programs.Self, folder, new Dictionary<string, string>(),
            "yardstick", address.ToString(), options.Provider.ToString(), options.ConnectionString ?? options.DataFolder);
        children.Add(child);
        await child.UntilHealthyAsync(address, cancellationToken);
        Yardstick = new Uri(address, "/accept");
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
        await child.UntilHealthyAsync(address, cancellationToken);
        Direct = new Uri(address, $"/v1/webhooks/{Tenant}/cloudwatch/{RouteKey}");
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
        await child.UntilHealthyAsync(address, cancellationToken);
        ThroughGateway = new Uri(address, Direct.AbsolutePath);
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
