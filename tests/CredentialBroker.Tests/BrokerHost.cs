using System.Net.Http.Headers;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>The whole service on real Kestrel and the in-memory bus, with a fake STS.</summary>
public sealed class BrokerHost : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"broker-host-{Guid.NewGuid():N}");
    private readonly WebApplication _host;

    private BrokerHost(Dictionary<string, string?> settings, Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listen:Api"] = "http://127.0.0.1:0",
            ["Listen:Internal"] = "http://127.0.0.1:0",
            ["Bus:Transport"] = "InMemory",
            ["Storage:DataFolder"] = Path.Combine(_folder, "data"),
            ["Storage:Migrate"] = "OnStart",
            ["Identity:KeyFolder"] = Path.Combine(_folder, "keys", "identity"),
            ["Identity:CreateMissing"] = "true",
            ["Secrets:KeyFolder"] = Path.Combine(_folder, "keys", "secrets"),
            ["Secrets:CreateMissing"] = "true",
            ["Broker:KeyFolder"] = Path.Combine(_folder, "keys", "broker"),
            ["Broker:CreateMissingKeys"] = "true",
            ["Aws:PrincipalArn:aws"] = Broker.Principal,
            ["Broker:Leases:TestWaitSeconds"] = "0",
        }).AddInMemoryCollection(settings);
        builder.AddServiceDefaults("credential-broker", telemetry: false);
        builder.Services.AddCredentialBroker(builder.Configuration);
        builder.Services.Replace(ServiceDescriptor.Singleton<IStsClient>(Sts));
        foreach (var caller in new[] { "gateway", "collector-aws", "collector-azure", "ingestion" })
        {
            builder.Services.AddOwnIdentity(caller);
        }

        configure?.Invoke(builder.Services);
        builder.Services.AddServiceBus(builder.Configuration);
        _host = builder.Build();
        _host.UseServiceDefaults();
        _host.MapServiceDefaults();
        _host.MapCredentialBroker();
    }

    public FakeSts Sts { get; } = new();

    public IServiceProvider Services => _host.Services;

    public static async Task<BrokerHost> StartAsync(
        Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var host = new BrokerHost(settings ?? [], configure);
        await host._host.StartAsync();
        return host;
    }

    public HttpClient Api(string role, string tenant = Broker.Tenant) => Client(
        Services.GetRequiredService<HostAddresses>().ApiUrl,
        Services.GetRequiredService<ServiceTokens>().ForCaller("gateway", "credential-broker",
            new CallerIdentity("key_1", tenant, new HashSet<string> { role }, "req_1")));

    public HttpClient Inner(string service) => Client(
        Services.GetRequiredService<HostAddresses>().InternalUrl,
        Services.GetRequiredService<ServiceTokens>().ForService(service, "credential-broker"));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static HttpClient Client(Uri address, string token) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };
}
