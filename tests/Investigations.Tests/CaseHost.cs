using System.Collections.Concurrent;
using System.Net.Http.Headers;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Passes;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Investigations.Tests;

/// <summary>The service on real Kestrel with the in-memory bus, and the gateway's key beside its own.</summary>
internal sealed class CaseHost : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-cases-").FullName;
    private readonly Dictionary<string, string?> settings;
    private WebApplication app;
    private HttpClient client = new();

    private CaseHost(Dictionary<string, string?> settings)
    {
        this.settings = settings;
        app = Build();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:KeyFolder"] = Path.Combine(folder, "keys"),
            ["Identity:CreateMissing"] = "true",
            ["Storage:DataFolder"] = Path.Combine(folder, "data"),
            ["Secrets:KeyFolder"] = Path.Combine(folder, "keys", "secrets"),
            ["Secrets:CreateMissing"] = "true",

            // The cases are of long ago by the system's clock: a sweep would end them between two messages.
            ["Investigations:SweepIntervalMilliseconds"] = "60000",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults("investigations");
        builder.Services.AddInvestigations(builder.Configuration);
        builder.Services.AddOwnIdentity("gateway");
        builder.Services.AddServiceIdentity("credential-broker");
        builder.Services.AddServiceBus(builder.Configuration);
        var built = builder.Build();
        built.UseServiceDefaults();
        built.MapServiceDefaults();
        built.MapInvestigations();
        built.MapInternal("credential-broker", ["investigations"]).MapPost("/internal/audit", (AuditEntry entry) =>
        {
            AuditAttempts.Enqueue(entry);
            return AuditIsUp ? Results.NoContent() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        });
        return built;
    }

    /// <summary>What the broker was asked to record; it stands in for the whole broker here.</summary>
    public ConcurrentQueue<AuditEntry> AuditAttempts { get; } = new();

    /// <summary>False: the broker takes no record.</summary>
    public bool AuditIsUp { get; set; } = true;

    public static async Task<CaseHost> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var host = new CaseHost(settings ?? []);
        await host.ListenAsync();
        return host;
    }

    /// <summary>The process ends and comes back with the same folder.</summary>
    public async Task RestartAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        client.Dispose();
        (app, client) = (Build(), new HttpClient());
        await ListenAsync();
    }

    private async Task ListenAsync()
    {
        await app.StartAsync();
        client.BaseAddress = app.Services.GetRequiredService<HostAddresses>().ApiUrl;
    }

    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    public T Hosted<T>()
        where T : IHostedService => app.Services.GetServices<IHostedService>().OfType<T>().Single();

    /// <summary>Runs messages through the service's own desks, one commit each.</summary>
    public async Task WithAsync(Func<IServiceProvider, Task> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await work(scope.ServiceProvider);
        await scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>().SaveChangesAsync();
    }

    /// <summary>
    /// Messages in their order, each with its own scope and commit, as behind the inbox; none reaches the bus.
    /// </summary>
    public async Task DeliverAsync(IEnumerable<ITenantMessage> messages)
    {
        foreach (var message in messages)
        {
            await WithAsync(scope => DeliverAsync(scope, message));
        }
    }

    private static Task DeliverAsync(IServiceProvider scope, ITenantMessage message)
    {
        var desk = scope.GetRequiredService<CollectionDesk>();
        return message switch
        {
            InvestigationRequested x => scope.GetRequiredService<InvestigationDesk>()
                .RequestAsync(x, "0af7651916cd43dd8448eb211c80319c", default),
            AccessDecided x => desk.DecideAccessAsync(x, default),
            SessionRedeemed x => desk.RedeemAsync(x, default),
            FindingsPublished x => desk.StoreAsync(x, default),
            CollectionCompleted x => desk.CompleteAsync(x, default),
            AlarmStateChanged x => scope.GetRequiredService<AlarmDesk>().RecordAsync(x, default),
            _ => throw new ArgumentException(message.GetType().Name),
        };
    }

    /// <summary>Opens a stream of server-sent events.</summary>
    public async Task<EventReader> OpenAsync(string path, string? lastEventId = null, string tenant = Flow.Tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Authorize(request, tenant, Roles.Member);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? tenant, string? json = null, string role = Roles.Member,
        string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (tenant is not null)
        {
            Authorize(request, tenant, role);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request);
    }

    private void Authorize(HttpRequestMessage request, string tenant, string role)
    {
        var caller = new CallerIdentity("user-1", tenant, new HashSet<string> { role }, "request-1");
        var token = app.Services.GetRequiredService<ServiceTokens>().ForCaller("gateway", "investigations", caller);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
