using System.Text.Json;
using CauseFlow.CollectorAws;
using CauseFlow.CollectorAzure;
using CauseFlow.CollectorGcp;
using CauseFlow.CredentialBroker;
using CauseFlow.Dashboard;
using CauseFlow.Dashboard.Api;
using CauseFlow.Gateway;
using CauseFlow.Ingestion;
using CauseFlow.Investigations;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Listening;

namespace CauseFlow.AllInOne;

/// <summary>
/// Every service in one process: the gateway on the public port; the dashboard, and one container with all other services and
/// the in-memory bus, on loopback.
/// </summary>
public sealed class AllInOneHost : IAsyncDisposable
{
    private readonly WebApplication _services;
    private readonly WebApplication _dashboard;
    private readonly WebApplication _gateway;

    private AllInOneHost(WebApplication services, WebApplication dashboard, WebApplication gateway, string? firstAdminKey) =>
        (_services, _dashboard, _gateway, FirstAdminKey) = (services, dashboard, gateway, firstAdminKey);

    /// <summary>Where people and webhooks come in.</summary>
    public Uri Url => _gateway.Services.GetRequiredService<HostAddresses>().ApiUrl;

    /// <summary>Set on the first start only, and shown once.</summary>
    public string? FirstAdminKey { get; }

    // "Data": "data", "Listen": { "Public": "http://127.0.0.1:8080" }, "ReadyFile": "ready.json"
    public static async Task<AllInOneHost> StartAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var options = new AllInOneOptions();
        WebApplication.CreateBuilder(args).Configuration.Bind(options);
        var keys = KeyFolder.Open(options.Data);

        var services = BuildServices(args, AllInOneConfiguration.ForServices(options, keys));
        await services.StartAsync(cancellationToken);
        var dashboard = BuildDashboard(args, AllInOneConfiguration.ForDashboard(keys));
        await dashboard.StartAsync(cancellationToken);
        var gateway = BuildGateway(args,
            AllInOneConfiguration.ForGateway(options, keys, AddressesOf(services), AddressesOf(dashboard)));
        await gateway.StartAsync(cancellationToken);

        // Each leads to the other, and only the gateway's port may be one that is chosen at its start.
        dashboard.Services.GetRequiredService<ApiAddress>().Use(AddressesOf(gateway).ApiUrl);
        keys.MarkComplete();

        var host = new AllInOneHost(services, dashboard, gateway, gateway.Services.GetRequiredService<FirstKey>().Take());
        await host.AnnounceAsync(options, cancellationToken);
        return host;
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) =>
        _gateway.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _dashboard.StopAsync();
        await _dashboard.DisposeAsync();
        await _services.StopAsync();
        await _services.DisposeAsync();
    }

    private static WebApplication BuildServices(string[] args, Dictionary<string, string?> implied)
    {
        var builder = CreateBuilder(args, implied);
        builder.AddServiceDefaults("causeflow");
        builder.Services.AddIngestion(builder.Configuration);
        builder.Services.AddCredentialBroker(builder.Configuration);
        builder.Services.AddCollectorAws(builder.Configuration);
        builder.Services.AddCollectorAzure(builder.Configuration);
        builder.Services.AddCollectorGcp(builder.Configuration);
        builder.Services.AddInvestigations(builder.Configuration);
        builder.Services.AddServiceBus(builder.Configuration);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapServiceDefaults();
        app.MapIngestion();
        app.MapCredentialBroker();
        app.MapInvestigations();
        return app;
    }

    private static HostAddresses AddressesOf(WebApplication app) => app.Services.GetRequiredService<HostAddresses>();

    private static WebApplication BuildDashboard(string[] args, Dictionary<string, string?> implied)
    {
        var builder = WebApplication.CreateBuilder(DashboardRegistration.HostOptions(args));
        builder.Configuration.AddInMemoryCollection(implied);
        builder.AddServiceDefaults("dashboard", telemetry: false);
        builder.AddDashboard();
        var app = builder.Build();
        app.UseDashboard();
        app.MapServiceDefaults();
        app.MapDashboard();
        return app;
    }

    private static WebApplication BuildGateway(string[] args, Dictionary<string, string?> implied)
    {
        var builder = CreateBuilder(args, implied);

        // Sources and meters are process-wide: the other container exports the gateway's spans too.
        builder.AddServiceDefaults("gateway", telemetry: false);
        builder.Services.AddGateway(builder.Configuration);
        var app = builder.Build();
        app.UseGateway();
        app.MapServiceDefaults();
        app.MapGateway();
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(string[] args, Dictionary<string, string?> implied)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddInMemoryCollection(implied);
        return builder;
    }

    private async Task AnnounceAsync(AllInOneOptions options, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync($"CauseFlow is up at {Url}");
        if (FirstAdminKey is not null)
        {
            await Console.Out.WriteLineAsync($"First admin key (shown once): {FirstAdminKey}");
        }

        if (options.ReadyFile is { } file)
        {
            var ready = new { url = Url, firstAdminKey = FirstAdminKey, processId = Environment.ProcessId };

            // A reader that polls for the file must never see half of it, and nobody else may read the key.
            var temporary = file + ".tmp";
            File.Delete(temporary);
            await using (var stream = new FileStream(temporary, PrivateFile()))
            {
                await JsonSerializer.SerializeAsync(stream, ready, cancellationToken: cancellationToken);
            }

            File.Move(temporary, file, overwrite: true);
        }
    }

    private static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
