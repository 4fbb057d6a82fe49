using System.Net.Http.Headers;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CauseFlow.ServiceDefaults.Tests;

/// <summary>A small service "shop" on real Kestrel, with the keys of "gateway" and "caller" beside its own.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-test-").FullName;
    private readonly WebApplication app;

    private TestHost(Action<IServiceCollection>? configure, IEnumerable<(string Key, string Value)> configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:KeyFolder"] = KeyFolder,
            ["Identity:CreateMissing"] = "true",
            ["Telemetry:TraceFile"] = TraceFile,
        });
        builder.Configuration.AddInMemoryCollection(
            configuration.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)));
        builder.AddServiceDefaults("shop");
        builder.Services.AddServiceIdentity("shop");
        builder.Services.AddOwnIdentity("gateway").AddOwnIdentity("caller").AddOwnIdentity("helper")
            .AddOwnIdentity("stranger");
        configure?.Invoke(builder.Services);
        app = builder.Build();
        app.UseServiceDefaults();
        app.MapServiceDefaults();
        MapEndpoints(app);
    }

    public string KeyFolder => Path.Combine(folder, "keys");

    public string TraceFile => Path.Combine(folder, "traces.jsonl");

    public HttpClient Api { get; } = new();

    public HttpClient Internal { get; } = new();

    public ServiceTokens Tokens => app.Services.GetRequiredService<ServiceTokens>();

    public ServiceKeys Keys => app.Services.GetRequiredService<ServiceKeys>();

    public IServiceProvider Services => app.Services;

    public static CallerIdentity Caller(params string[] roles) =>
        new("user-1", "ten_1", roles.ToHashSet(), "request-1");

    public static async Task<TestHost> StartAsync(
        Action<IServiceCollection>? configure = null, params (string Key, string Value)[] configuration)
    {
        var host = new TestHost(configure, configuration);
        await host.app.StartAsync();
        var addresses = host.app.Services.GetRequiredService<HostAddresses>();
        host.Api.BaseAddress = addresses.ApiUrl;
        host.Internal.BaseAddress = addresses.InternalUrl;
        return host;
    }

    public static async Task<HttpResponseMessage> GetAsync(
        HttpClient client, string path, string? token = null, string? hostHeader = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        request.Headers.Host = hostHeader;
        return await client.SendAsync(request);
    }

    /// <summary>Stops after the running requests have ended, spans included.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Internal.Dispose();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static void MapEndpoints(WebApplication app)
    {
        var api = app.MapApi("shop");
        api.MapGet("/v1/me", (CallerIdentity caller) =>
            new { caller.Subject, caller.TenantId, caller.Roles, caller.RequestId });
        api.MapGet("/v1/admin", () => "ok").RequireRoles(Roles.Admin);
        api.MapGet("/v1/member", () => "ok").RequireRoles(Roles.Member);
        app.MapWebhook("shop", "/v1/webhooks/{tenantId}/cloudwatch/{routeKey}", (Echo body) => body);
        app.MapWebhook("shop", "/v1/failing", IResult () => throw new InvalidOperationException("password=hunter2"));
        app.MapWebhook("shop", "/v1/store-away", IResult () => throw new InvalidOperationException("in the pool", new StoreAway()));
        app.MapWebhook("shop", "/v1/refusing", () => ApiErrors.Unprocessable("access_refused", "No.", null, "Ask."));
        var inner = app.MapInternal("shop", ["caller", "helper"]);
        inner.MapGet("/internal/who", (ServiceCaller caller) => new { caller.Service });
    }

    public sealed record Echo(string Text, int Number);
}

/// <summary>As Npgsql says that a connection was lost.</summary>
internal sealed class StoreAway() : System.Data.Common.DbException("password=hunter2")
{
    public override bool IsTransient => true;
}
