using System.Net.Http.Headers;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Investigations.Tests;

/// <summary>The service on real Kestrel with the in-memory bus, and the gateway's key beside its own.</summary>
internal sealed class CaseHost : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-cases-").FullName;
    private readonly WebApplication app;
    private readonly HttpClient client = new();

    private CaseHost()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:KeyFolder"] = Path.Combine(folder, "keys"),
            ["Identity:CreateMissing"] = "true",
            ["Storage:DataFolder"] = Path.Combine(folder, "data"),

            // The cases are of long ago by the system's clock: a sweep would end them between two messages.
            ["Investigations:SweepIntervalMilliseconds"] = "60000",
        });
        builder.AddServiceDefaults("investigations");
        builder.Services.AddInvestigations(builder.Configuration);
        builder.Services.AddOwnIdentity("gateway");
        builder.Services.AddServiceBus(builder.Configuration);
        app = builder.Build();
        app.UseServiceDefaults();
        app.MapServiceDefaults();
        app.MapInvestigations();
    }

    public static async Task<CaseHost> StartAsync()
    {
        var host = new CaseHost();
        await host.app.StartAsync();
        host.client.BaseAddress = host.app.Services.GetRequiredService<HostAddresses>().ApiUrl;
        return host;
    }

    public T Hosted<T>()
        where T : IHostedService => app.Services.GetServices<IHostedService>().OfType<T>().Single();

    /// <summary>Runs messages through the service's own desks, one commit each.</summary>
    public async Task WithAsync(Func<IServiceProvider, Task> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await work(scope.ServiceProvider);
        await scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>().SaveChangesAsync();
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? tenant, string? json = null, string role = Roles.Member)
    {
        using var request = new HttpRequestMessage(method, path);
        if (tenant is not null)
        {
            var caller = new CallerIdentity("user-1", tenant, new HashSet<string> { role }, "request-1");
            var token = app.Services.GetRequiredService<ServiceTokens>().ForCaller("gateway", "investigations", caller);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
