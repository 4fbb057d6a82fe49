using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
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

/// <summary>The whole service on real Kestrel with SQLite and the in-memory bus; only the way out to SNS is answered here.</summary>
public sealed class WebhookFlowTests : IAsyncLifetime
{
    private const string Tenant = "ten_01JNAAAAAAAAAAAAAAAAAAAAAA";
    private const string Token = "canarytoken5f1e77";
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-flow-").FullName;
    private readonly RSA _key = RSA.Create(2048);
    private readonly TestCa _ca = new();
    private readonly FakeSnsHttp _sns = new();
    private readonly HttpClient _client = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<AuditEntry> _audit = new();
    private bool _auditIsUp = true;
    private WebApplication _app = null!;
    private string _webhook = null!;

    private DateTimeOffset Now => _app.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        var pem = Encoding.ASCII.GetBytes(_ca.Issue("sns.amazonaws.com", _key).ExportCertificatePem());
        _sns.Answer = (url, _) => Task.FromResult(new SnsFetch(HttpStatusCode.OK, url.Uri.Query.Length == 0 ? pem : []));
        await StartAsync();
        _webhook = (await AdminAsync(HttpMethod.Get, "/v1/webhooks")).GetProperty("items")[0].GetProperty("url").GetString()!;
    }

    [Fact]
    public async Task A_signed_alarm_becomes_an_investigation_request_and_a_known_message_is_answered_200()
    {
        await ConnectAsync();
        var body = Signed(SnsSigner.Notification(Now, AlarmMessages.Metric("errors", AlarmState.Alarm, Now)));
        (await PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await UntilAsync(db => db.Groups.AnyAsync());
        (await ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task An_attackers_own_topic_is_held_and_neither_processed_nor_confirmed()
    {
        await ConnectAsync();
        const string foreign = "arn:aws:sns:us-east-1:666666666666:mine";
        var alarm = AlarmMessages.Metric("errors", AlarmState.Alarm, Now);
        (await PostAsync(Signed(SnsSigner.Notification(Now, alarm, foreign)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(Signed(SnsSigner.Confirmation(Now, Token, foreign)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(db => db.Deliveries.CountAsync(d => d.Verdict == DeliveryVerdict.Held))).ShouldBe(2);

        var waiting = (await AdminAsync(HttpMethod.Get, "/v1/webhooks/confirmations")).GetProperty("items")[0];
        waiting.GetProperty("status").GetString().ShouldBe("waiting");
        var approve = await SendAsync(HttpMethod.Post, "/v1/webhooks/confirmations", new { id = waiting.GetProperty("id").GetString() });
        approve.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _sns.Calls.ShouldAllBe(uri => uri.Query.Length == 0);
        (await ReadAsync(db => db.Firings.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_subscription_of_an_accepted_topic_is_confirmed_and_its_token_is_nowhere_in_the_data()
    {
        var body = Signed(SnsSigner.Confirmation(Now, Token));
        (await PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await AssertNoCanaryAsync();
        await ConnectAsync();
        await UntilAsync(db => db.Confirmations.AnyAsync(c => c.Status == ConfirmationStatus.Confirmed && c.SubscribeUrl == null));
        _sns.Calls.ShouldContain(uri => uri.Query.Contains($"Token={Token}", StringComparison.Ordinal));
        await AssertNoCanaryAsync();
    }

    [Fact]
    public async Task An_admin_approves_a_topic_of_a_connected_account()
    {
        await ConnectAsync([]);
        await PostAsync(Signed(SnsSigner.Confirmation(Now, Token)));
        var waiting = (await AdminAsync(HttpMethod.Get, "/v1/webhooks/confirmations")).GetProperty("items")[0];
        var approve = await SendAsync(HttpMethod.Post, "/v1/webhooks/confirmations", new { id = waiting.GetProperty("id").GetString() });
        approve.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await UntilAsync(db => db.Confirmations.AnyAsync(c => c.Status == ConfirmationStatus.Confirmed));
    }

    [Fact]
    public async Task Rejections_have_stable_codes_and_one_row_a_reason_and_minute()
    {
        var forged = Encoding.UTF8.GetString(Signed(SnsSigner.Notification(Now)))
            .Replace("hello", "jello", StringComparison.Ordinal);
        for (var i = 0; i < 5; i++)
        {
            var answer = await PostAsync(Encoding.UTF8.GetBytes(forged));
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString().ShouldBe("bad_signature");
        }

        (await PostAsync(new byte[300 * 1024])).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync("{"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var rows = await ReadAsync(db => db.Deliveries.ToListAsync());
        rows.Select(row => row.Reason).Distinct().Order().ShouldBe(["bad_signature", "malformed", "too_large"]);
        rows.Where(row => row.Reason == "bad_signature").Sum(row => row.Count).ShouldBe(5);
        rows.ShouldAllBe(row => row.Samples!.Count <= 3 && row.Body == null);

        var page = await AdminAsync(HttpMethod.Get, "/v1/webhooks/deliveries?limit=1");
        page.GetProperty("count").GetInt32().ShouldBe(1);
        var next = await AdminAsync(HttpMethod.Get, $"/v1/webhooks/deliveries?limit=1&cursor={page.GetProperty("cursor").GetString()}");
        next.GetProperty("items")[0].GetProperty("id").GetString()
            .ShouldNotBe(page.GetProperty("items")[0].GetProperty("id").GetString());
        (await SendAsync(HttpMethod.Get, "/v1/webhooks/deliveries?cursor=%21")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_unknown_address_is_404_and_writes_nothing()
    {
        var body = Signed(SnsSigner.Notification(Now));
        foreach (var path in new[] { $"/v1/webhooks/{Tenant}/cloudwatch/{new string('a', 26)}", _webhook.Replace(Tenant, "ten_other", StringComparison.Ordinal) })
        {
            (await _client.PostAsync(path, new ByteArrayContent(body))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task After_a_rotation_old_and_new_key_work_and_no_key_is_in_the_data()
    {
        var rotated = await AdminAsync(HttpMethod.Post, "/v1/webhooks/cloudwatch/rotate");
        var routeKey = rotated.GetProperty("routeKey").GetString()!;
        rotated.GetProperty("url").GetString().ShouldNotBe(_webhook);
        (await PostAsync(Signed(SnsSigner.Notification(Now)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        _webhook = rotated.GetProperty("url").GetString()!;
        (await PostAsync(Signed(SnsSigner.Notification(Now)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await AssertNoCanaryAsync(routeKey);
    }

    [Fact]
    public async Task What_an_admin_does_is_audited_first_and_not_done_without_its_record()
    {
        await AdminAsync(HttpMethod.Post, "/v1/webhooks/custom/rotate");
        _audit.Select(entry => entry.Action).ShouldBe(["webhooks.read", "webhook.rotated"]);
        _audit.ShouldAllBe(entry => entry.TenantId == Tenant && entry.Actor == "user-1");

        _auditIsUp = false;
        var before = await ReadAsync(db => db.Routes.CountAsync());
        (await SendAsync(HttpMethod.Post, "/v1/webhooks/custom/rotate")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ReadAsync(db => db.Routes.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task A_signed_alert_of_another_system_is_202_and_its_repetition_409_with_the_same_incident()
    {
        var secret = (await AdminAsync(HttpMethod.Post, "/v1/webhooks/custom/rotate")).GetProperty("signingSecret").GetString()!;
        var body = """{"title":"Checkout is down","severity":"high","sourceAlertId":"a-1","service":"checkout"}""";

        var first = await PostAlertAsync(body, secret);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var incident = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("incidentId").GetString()!;
        var again = await PostAlertAsync(body, secret);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain(incident);

        (await PostAlertAsync(body, "whsec_wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAlertAsync(body, secret, tenant: "ten_other")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAlertAsync("""{"title":"a","title":"b"}""", secret)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var invalid = await PostAlertAsync("""{"severity":"loud"}""", secret);
        invalid.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await invalid.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("details").GetArrayLength().ShouldBe(2);
        (await PostAlertAsync(new string(' ', 300 * 1024), secret)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        var rejected = await AdminAsync(HttpMethod.Get, "/v1/webhooks/deliveries?verdict=rejected&provider=custom");
        rejected.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("reason").GetString()).Order()
            .ShouldBe(["bad_signature", "malformed", "too_large"]);
        var accepted = await AdminAsync(HttpMethod.Get, "/v1/webhooks/deliveries?verdict=accepted");
        accepted.GetProperty("items")[0].GetProperty("incidentId").GetString().ShouldBe(incident);
        (await SendAsync(HttpMethod.Get, "/v1/webhooks/deliveries?verdict=9")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_was_committed_but_not_decided_is_decided_after_a_restart()
    {
        await ConnectAsync();
        await StopAsync();
        await using (var db = Context())
        {
            db.Deliveries.Add(new Delivery
            {
                Id = "dlv_1", TenantId = Tenant, Provider = "cloudwatch", ReceivedAt = SnsFixture.Now,
                Verdict = DeliveryVerdict.Accepted, MessageId = Guid.NewGuid().ToString(), TopicArn = SnsSigner.Topic,
                DecideAt = SnsFixture.Now,
                MessageType = "Notification",
                Body = JsonSerializer.Serialize(
                    new StoredEnvelope
                    {
                        Type = "Notification", MessageId = "x", TopicArn = SnsSigner.Topic, Timestamp = SnsFixture.Now,
                        Message = AlarmMessages.Metric("errors", AlarmState.Alarm, SnsFixture.Now),
                    },
                    ContractJson.Options),
            });
            await db.SaveChangesAsync();
        }

        await StartAsync();
        await UntilAsync(db => db.Groups.AnyAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _ca.Dispose();
        _key.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
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
            ["Ingestion:PollMilliseconds"] = "20",
            ["Sns:ExtraHosts:0:Host"] = SnsSigner.Host,
            ["Sns:ExtraHosts:0:Address"] = "127.0.0.1",
            ["Sns:ExtraRoots:0"] = _ca.RootFile,
        });
        builder.AddServiceDefaults("ingestion", telemetry: false);
        builder.Services.AddOwnIdentity("gateway");
        builder.Services.AddServiceIdentity("credential-broker");
        builder.Services.AddIngestion(builder.Configuration);
        builder.Services.RemoveAll<ISnsHttp>();
        builder.Services.AddSingleton<ISnsHttp>(_sns);
        builder.Services.AddServiceBus(builder.Configuration);
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapServiceDefaults();
        _app.MapIngestion();
        _app.MapInternal("credential-broker", ["ingestion"]).MapPost("/internal/audit", (AuditEntry entry) =>
        {
            _audit.Enqueue(entry);
            return _auditIsUp ? Results.NoContent() : Results.StatusCode(503);
        });
        await _app.StartAsync();
        if (_client.BaseAddress is null)
        {
            _client.BaseAddress = _app.Services.GetRequiredService<HostAddresses>().ApiUrl;
        }
    }

    private async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private byte[] Signed(Dictionary<string, string> fields) => new SnsSigner(_key).Sign(fields);

    private Task<HttpResponseMessage> PostAsync(byte[] body) =>
        _client.PostAsync(_webhook, new ByteArrayContent(body) { Headers = { ContentType = new("text/plain") { CharSet = "UTF-8" } } });

    private async Task<HttpResponseMessage> PostAlertAsync(string body, string secret, string tenant = Tenant)
    {
        var caller = new CallerIdentity("key_1", Tenant, new HashSet<string> { Roles.Ingest }, "request-1");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/webhooks/{tenant}/custom");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("X-Webhook-Signature", "sha256=" + Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", _app.Services.GetRequiredService<ServiceTokens>().ForCaller("gateway", "ingestion", caller));
        return await _client.SendAsync(request);
    }

    private async Task<JsonElement> AdminAsync(HttpMethod method, string path)
    {
        var answer = await SendAsync(method, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var caller = new CallerIdentity("user-1", Tenant, new HashSet<string> { Roles.Admin }, "request-1");
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", _app.Services.GetRequiredService<ServiceTokens>().ForCaller("gateway", "ingestion", caller));
        return await _client.SendAsync(request);
    }

    private async Task ConnectAsync(string[]? topics = null)
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
                Version = 1,
                ChangedAt = Now,
            },
            default);
        await scope.ServiceProvider.GetRequiredService<IngestionDbContext>().SaveChangesAsync();
    }

    private async Task<T> ReadAsync<T>(Func<IngestionDbContext, Task<T>> read)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<IngestionDbContext>());
    }

    /// <summary>Waits for the workers; the limit is only for a failure.</summary>
    private async Task UntilAsync(Func<IngestionDbContext, Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await ReadAsync(condition))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private async Task AssertNoCanaryAsync(string canary = Token)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "data")))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            copy.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(canary)).ShouldBe(-1, file);
        }
    }

    private IngestionDbContext Context()
    {
        var options = new DbContextOptionsBuilder<IngestionDbContext>();
        Storage.StoreRegistration.Configure(
            options, new Storage.StoreOptions { DataFolder = Path.Combine(_folder, "data") }, "ingestion");
        return new IngestionDbContext(options.Options);
    }
}
