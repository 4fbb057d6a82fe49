using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Ingestion.Tests.Webhooks;

/// <summary>
/// The whole service on real Kestrel with SQLite and the in-memory bus; only the way out to SNS is answered here.
/// </summary>
public sealed class WebhookHost : IAsyncLifetime
{
    public const string Tenant = "ten_01JNAAAAAAAAAAAAAAAAAAAAAA";
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-flow-").FullName;
    private WebApplication _app = null!;

    public RSA Key { get; } = RSA.Create(2048);
    public TestCa Ca { get; } = new();
    public FakeSnsHttp Sns { get; } = new();
    public HttpClient Client { get; } = new();

    /// <summary>What the broker was asked to record; it stands in for the whole broker here.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<AuditEntry> Audit { get; } = new();

    /// <summary>False: the broker takes no record.</summary>
    public bool AuditIsUp { get; set; } = true;

    /// <summary>Address of the CloudWatch webhook.</summary>
    public string Webhook { get; set; } = null!;

    public DateTimeOffset Now => _app.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        var pem = Encoding.ASCII.GetBytes(Ca.Issue("sns.amazonaws.com", Key).ExportCertificatePem());
        Sns.Answer = (url, _) => Task.FromResult(new SnsFetch(HttpStatusCode.OK, url.Uri.Query.Length == 0 ? pem : []));
        await StartAsync();
        Webhook = (await AdminAsync(HttpMethod.Get, "/v1/webhooks")).GetProperty("items")[0].GetProperty("url").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        Ca.Dispose();
        Key.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:KeyFolder"] = Path.Combine(_folder, "keys"),
            ["Identity:CreateMissing"] = "true",
            ["Storage:DataFolder"] = Path.Combine(_folder, "data"),
            ["Ingestion:RouteKeyMasterFile"] = Path.Combine(_folder, "keys", "route.key"),
            ["Ingestion:CreateMissingKeys"] = "true",
            ["Secrets:KeyFolder"] = Path.Combine(_folder, "keys", "secrets"),
            ["Secrets:CreateMissing"] = "true",
            ["Ingestion:PollMilliseconds"] = "20",
            ["Sns:ExtraHosts:0:Host"] = SnsSigner.Host,
            ["Sns:ExtraHosts:0:Address"] = "127.0.0.1",
            ["Sns:ExtraRoots:0"] = Ca.RootFile,
        });
        builder.AddServiceDefaults("ingestion", telemetry: false);
        builder.Services.AddOwnIdentity("gateway");
        builder.Services.AddServiceIdentity("credential-broker");
        builder.Services.AddIngestion(builder.Configuration);
        builder.Services.RemoveAll<ISnsHttp>();
        builder.Services.AddSingleton<ISnsHttp>(Sns);
        builder.Services.AddServiceBus(builder.Configuration);
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapServiceDefaults();
        _app.MapIngestion();
        _app.MapInternal("credential-broker", ["ingestion"]).MapPost("/internal/audit", (AuditEntry entry) =>
        {
            Audit.Enqueue(entry);
            return AuditIsUp ? Results.NoContent() : Results.StatusCode(503);
        });
        await _app.StartAsync();
        if (Client.BaseAddress is null)
        {
            Client.BaseAddress = _app.Services.GetRequiredService<HostAddresses>().ApiUrl;
        }
    }

    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public byte[] Signed(Dictionary<string, string> fields) => new SnsSigner(Key).Sign(fields);

    public Task<HttpResponseMessage> PostAsync(byte[] body) =>
        Client.PostAsync(Webhook, new ByteArrayContent(body) { Headers = { ContentType = new("text/plain") { CharSet = "UTF-8" } } });

    public async Task<JsonElement> AdminAsync(HttpMethod method, string path)
    {
        var answer = await SendAsync(method, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(method, path, body is null ? null : JsonContent.Create(body), Roles.Admin);

    /// <summary>As the gateway forwards it, for a caller of that role and tenant.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, string role, string tenant = Tenant,
        string? signature = null, string? idempotencyKey = null)
    {
        var caller = new CallerIdentity("user-1", tenant, new HashSet<string> { role }, "request-1");
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", _app.Services.GetRequiredService<ServiceTokens>().ForCaller("gateway", "ingestion", caller));
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Webhook-Signature", signature);
        }

        return await Client.SendAsync(request);
    }

    public async Task ConnectAsync(string[]? topics = null, long version = 1)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IntegrationProjection>().ApplyAsync(
            new IntegrationChanged
            {
                TenantId = Tenant,
                IntegrationId = "int_1",
                Provider = CloudProvider.Aws,
                Status = IntegrationStatus.Connected,
                Accounts = [AlarmMessages.Account],
                Regions = ["us-east-1"],
                Topics = topics ?? [SnsSigner.Topic],
                Version = version,
                ChangedAt = Now,
            },
            default);
        await scope.ServiceProvider.GetRequiredService<IngestionDbContext>().SaveChangesAsync();
    }

    /// <summary>Connects a subscription or a project.</summary>
    public async Task ConnectAsync(CloudProvider provider, string account, long version = 1)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IntegrationProjection>().ApplyAsync(
            new IntegrationChanged
            {
                TenantId = Tenant,
                IntegrationId = $"int_{provider}",
                Provider = provider,
                Status = IntegrationStatus.Connected,
                Accounts = [account],
                Regions = ["global"],
                Topics = [],
                Version = version,
                ChangedAt = Now,
            },
            default);
        await scope.ServiceProvider.GetRequiredService<IngestionDbContext>().SaveChangesAsync();
    }

    /// <summary>The address and password of a webhook with a password, newly made.</summary>
    public async Task<(string Url, string Password)> RotateAsync(string provider)
    {
        var address = await AdminAsync(HttpMethod.Post, $"/v1/webhooks/{provider}/rotate");
        return (address.GetProperty("url").GetString()!, address.GetProperty("password").GetString()!);
    }

    public async Task<HttpResponseMessage> PostAsync(string url, byte[] body, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await Client.SendAsync(request);
    }

    public static string Basic(string password, string user = "causeflow") =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    public async Task<T> ReadAsync<T>(Func<IngestionDbContext, Task<T>> read)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<IngestionDbContext>());
    }

    /// <summary>Waits for the workers; the limit is only for a failure.</summary>
    public async Task UntilAsync(Func<IngestionDbContext, Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await ReadAsync(condition))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public async Task AssertNoCanaryAsync(string canary)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "data")))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            copy.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(canary)).ShouldBe(-1, file);
        }
    }

    public IngestionDbContext Context()
    {
        var options = new DbContextOptionsBuilder<IngestionDbContext>();
        Storage.StoreRegistration.Configure(
            options, new Storage.StoreOptions { DataFolder = Path.Combine(_folder, "data") }, "ingestion");
        return new IngestionDbContext(options.Options);
    }
}
