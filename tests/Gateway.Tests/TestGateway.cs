using CauseFlow.Gateway.ApiKeys;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Gateway.Tests;

/// <summary>The real gateway on real Kestrel, with a fake service for each cluster.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly string folder;
    private readonly bool isReplica;
    private WebApplication app = null!;

    private TestGateway(string? sharedFolder = null)
    {
        isReplica = sharedFolder is not null;
        folder = sharedFolder ?? Directory.CreateTempSubdirectory("causeflow-gateway-").FullName;
    }

    public FakeUpstream Ingestion { get; private set; } = null!;

    public FakeUpstream Broker { get; private set; } = null!;

    public FakeUpstream Investigations { get; private set; } = null!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));

    public string AdminKey { get; private set; } = string.Empty;

    public string TenantId { get; private set; } = string.Empty;

    public string KeyFolder => Path.Combine(folder, "keys");

    public string FirstKeyFile => Path.Combine(folder, "first-key");

    public IServiceProvider Services => app.Services;

    public static async Task<TestGateway> StartAsync(params (string Key, string Value)[] configuration)
    {
        var gateway = new TestGateway
        {
            Ingestion = await FakeUpstream.StartAsync("ingestion"),
            Broker = await FakeUpstream.StartAsync("credential-broker"),
            Investigations = await FakeUpstream.StartAsync("investigations"),
        };
        try
        {
            await gateway.StartAppAsync(configuration);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>A second gateway on the same store and before the same services.</summary>
    public async Task<TestGateway> StartReplicaAsync(params (string Key, string Value)[] configuration)
    {
        var replica = new TestGateway(folder)
        {
            Ingestion = Ingestion,
            Broker = Broker,
            Investigations = Investigations,
        };
        await replica.StartAppAsync(configuration);
        return replica;
    }

    public async Task RestartAsync()
    {
        await app.DisposeAsync();
        await StartAppAsync([]);
    }

    public async Task<string> AddKeyAsync(params string[] roles)
    {
        var secret = ApiKeySecret.Create();
        await using var db = await Database();
        db.Add(ApiKeyEndpoints.NewRow(TenantId, "test", roles, secret, Time));
        await db.SaveChangesAsync();
        return secret;
    }

    public Task<GatewayDbContext> Database() =>
        app.Services.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContextAsync();

    public Task<HttpResponseMessage> SendAsync(
        string method, string path, string? key = null, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body };
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (isReplica)
        {
            return;
        }

        await Ingestion.DisposeAsync();
        await Broker.DisposeAsync();
        await Investigations.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAppAsync((string Key, string Value)[] configuration)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = folder,
            ["Identity:KeyFolder"] = KeyFolder,
            ["Identity:CreateMissing"] = "true",
            ["Gateway:FirstAdminKeyFile"] = FirstKeyFile,
            ["Services:ingestion:ApiUrl"] = Ingestion.Url,
            ["Services:credential-broker:ApiUrl"] = Broker.Url,
            ["Services:ingestion:InternalUrl"] = Ingestion.Url,
            ["Services:credential-broker:InternalUrl"] = Broker.Url,
            ["Services:investigations:InternalUrl"] = Investigations.Url,
            ["Services:investigations:ApiUrl"] = Investigations.Url,
        });
        builder.Configuration.AddInMemoryCollection(
            configuration.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)));
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.AddServiceDefaults("gateway", telemetry: false);
        builder.Services.AddGateway(builder.Configuration);
        app = builder.Build();
        app.UseGateway();
        app.MapServiceDefaults();
        app.MapGateway();
        await app.StartAsync();
        if (app.Services.GetRequiredService<FirstKey>() is { TenantId: { } tenant } first)
        {
            (TenantId, AdminKey) = (tenant, first.Take()!);
        }

        Client.BaseAddress ??= app.Services.GetRequiredService<HostAddresses>().ApiUrl;
    }
}
