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

/// <summary>What happens between a delivery and its decision, through the whole service.</summary>
public sealed class WebhookFlowTests : IAsyncLifetime
{
    private const string Tenant = WebhookHost.Tenant;
    private const string Token = "canarytoken5f1e77";
    private readonly WebhookHost _web = new();

    public ValueTask InitializeAsync() => _web.InitializeAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task A_signed_alarm_becomes_an_investigation_request_and_a_known_message_is_answered_200()
    {
        await _web.ConnectAsync();
        var body = _web.Signed(SnsSigner.Notification(_web.Now, AlarmMessages.Metric("errors", AlarmState.Alarm, _web.Now)));
        (await _web.PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _web.PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _web.UntilAsync(db => db.Groups.AnyAsync());
        (await _web.ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task An_attackers_own_topic_is_held_and_neither_processed_nor_confirmed()
    {
        await _web.ConnectAsync();
        const string foreign = "arn:aws:sns:us-east-1:666666666666:mine";
        var alarm = AlarmMessages.Metric("errors", AlarmState.Alarm, _web.Now);
        (await _web.PostAsync(_web.Signed(SnsSigner.Notification(_web.Now, alarm, foreign)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _web.PostAsync(_web.Signed(SnsSigner.Confirmation(_web.Now, Token, foreign)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _web.ReadAsync(db => db.Deliveries.CountAsync(d => d.Verdict == DeliveryVerdict.Held))).ShouldBe(2);

        var waiting = (await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks/confirmations")).GetProperty("items")[0];
        waiting.GetProperty("status").GetString().ShouldBe("waiting");
        var approve = await _web.SendAsync(HttpMethod.Post, "/v1/webhooks/confirmations", new { id = waiting.GetProperty("id").GetString() });
        approve.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _web.Sns.Calls.ShouldAllBe(uri => uri.Query.Length == 0);
        (await _web.ReadAsync(db => db.Firings.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task An_alarm_of_an_account_that_is_not_connected_is_held_or_refused_with_503_at_the_door()
    {
        await _web.ConnectAsync();
        (await PostForeignAsync("first")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var held = await _web.ReadAsync(db => db.Deliveries.SingleAsync());
        (held.Verdict, held.Reason, held.AwaitedAccount, held.DecideAt)
            .ShouldBe((DeliveryVerdict.Held, "account_not_connected", "999999999999", null));
        await _web.ReadAsync(db =>
        {
            for (var i = 1; i < 100; i++)
            {
                db.Deliveries.Add(new Delivery
                {
                    Id = $"dlv_{i}", TenantId = Tenant, Provider = held.Provider, ReceivedAt = held.ReceivedAt,
                    Verdict = DeliveryVerdict.Held, MessageId = $"{i}", TopicArn = held.TopicArn, AwaitedAccount = "999999999999",
                });
            }

            return db.SaveChangesAsync();
        });

        (await PostForeignAsync("second")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        const string foreign = "arn:aws:sns:us-east-1:666666666666:mine";
        (await _web.PostAsync(_web.Signed(SnsSigner.Notification(_web.Now, topic: foreign)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _web.PostAsync(_web.Signed(SnsSigner.Confirmation(_web.Now, Token, foreign)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _web.ReadAsync(db => db.Deliveries.SingleAsync(row => row.MessageType == "SubscriptionConfirmation"))).Body.ShouldBeNull();

        Task<HttpResponseMessage> PostForeignAsync(string alarm) => _web.PostAsync(_web.Signed(SnsSigner.Notification(
            _web.Now, AlarmMessages.Metric(alarm, AlarmState.Alarm, _web.Now, account: "999999999999"))));
    }

    [Fact]
    public async Task A_subscription_of_an_accepted_topic_is_confirmed_and_its_token_is_nowhere_in_the_data()
    {
        var body = _web.Signed(SnsSigner.Confirmation(_web.Now, Token));
        (await _web.PostAsync(body)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _web.AssertNoCanaryAsync(Token);
        await _web.ConnectAsync();
        await _web.UntilAsync(db => db.Confirmations.AnyAsync(c => c.Status == ConfirmationStatus.Confirmed && c.SubscribeUrl == null));
        _web.Sns.Calls.ShouldContain(uri => uri.Query.Contains($"Token={Token}", StringComparison.Ordinal));
        await _web.AssertNoCanaryAsync(Token);
    }

    [Fact]
    public async Task An_admin_approves_a_topic_of_a_connected_account()
    {
        await _web.ConnectAsync([]);
        await _web.PostAsync(_web.Signed(SnsSigner.Confirmation(_web.Now, Token)));
        var waiting = (await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks/confirmations")).GetProperty("items")[0];
        var approve = await _web.SendAsync(HttpMethod.Post, "/v1/webhooks/confirmations", new { id = waiting.GetProperty("id").GetString() });
        approve.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _web.UntilAsync(db => db.Confirmations.AnyAsync(c => c.Status == ConfirmationStatus.Confirmed));
    }

    [Fact]
    public async Task Rejections_have_stable_codes_and_one_row_a_reason_and_minute()
    {
        var forged = Encoding.UTF8.GetString(_web.Signed(SnsSigner.Notification(_web.Now)))
            .Replace("hello", "jello", StringComparison.Ordinal);
        for (var i = 0; i < 5; i++)
        {
            var answer = await _web.PostAsync(Encoding.UTF8.GetBytes(forged));
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString().ShouldBe("bad_signature");
        }

        (await _web.PostAsync(new byte[300 * 1024])).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _web.PostAsync("{"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var rows = await _web.ReadAsync(db => db.Deliveries.ToListAsync());
        rows.Select(row => row.Reason).Distinct().Order().ShouldBe(["bad_signature", "malformed", "too_large"]);
        rows.Where(row => row.Reason == "bad_signature").Sum(row => row.Count).ShouldBe(5);
        rows.ShouldAllBe(row => row.Samples!.Count <= 3 && row.Body == null);

        var page = await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks/deliveries?limit=1");
        page.GetProperty("count").GetInt32().ShouldBe(1);
        var next = await _web.AdminAsync(HttpMethod.Get, $"/v1/webhooks/deliveries?limit=1&cursor={page.GetProperty("cursor").GetString()}");
        next.GetProperty("items")[0].GetProperty("id").GetString()
            .ShouldNotBe(page.GetProperty("items")[0].GetProperty("id").GetString());
        (await _web.SendAsync(HttpMethod.Get, "/v1/webhooks/deliveries?cursor=%21")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_unknown_address_is_404_and_writes_nothing()
    {
        var body = _web.Signed(SnsSigner.Notification(_web.Now));
        foreach (var path in new[] { $"/v1/webhooks/{Tenant}/cloudwatch/{new string('a', 26)}", _web.Webhook.Replace(Tenant, "ten_other", StringComparison.Ordinal) })
        {
            (await _web.Client.PostAsync(path, new ByteArrayContent(body))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await _web.ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task After_a_rotation_old_and_new_key_work_and_no_key_is_in_the_data()
    {
        var rotated = await _web.AdminAsync(HttpMethod.Post, "/v1/webhooks/cloudwatch/rotate");
        var routeKey = rotated.GetProperty("routeKey").GetString()!;
        rotated.GetProperty("url").GetString().ShouldNotBe(_web.Webhook);
        (await _web.PostAsync(_web.Signed(SnsSigner.Notification(_web.Now)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        _web.Webhook = rotated.GetProperty("url").GetString()!;
        (await _web.PostAsync(_web.Signed(SnsSigner.Notification(_web.Now)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _web.AssertNoCanaryAsync(routeKey);
    }

    [Fact]
    public async Task What_an_admin_does_is_audited_first_and_not_done_without_its_record()
    {
        await _web.AdminAsync(HttpMethod.Post, "/v1/webhooks/custom/rotate");
        _web.Audit.Select(entry => entry.Action).ShouldBe(["webhooks.read", "webhook.rotated"]);
        _web.Audit.ShouldAllBe(entry => entry.TenantId == Tenant && entry.Actor == "user-1");

        _web.AuditIsUp = false;
        var before = await _web.ReadAsync(db => db.Routes.CountAsync());
        (await _web.SendAsync(HttpMethod.Post, "/v1/webhooks/custom/rotate")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _web.ReadAsync(db => db.Routes.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task A_signed_alert_of_another_system_is_202_and_its_repetition_409_with_the_same_incident()
    {
        var secret = (await _web.AdminAsync(HttpMethod.Post, "/v1/webhooks/custom/rotate")).GetProperty("signingSecret").GetString()!;
        var body = """{"title":"Checkout is down","severity":"high","sourceAlertId":"a-1","service":"checkout"}""";

        var first = await PostAlertAsync(body, secret);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var incident = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("incidentId").GetString()!;
        var again = await PostAlertAsync(body, secret);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain(incident);
        var over = await PostAlertAsync(body.Replace("\"title\"", "\"state\":\"ok\",\"title\"", StringComparison.Ordinal), secret);
        over.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await over.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("incidentId").GetString().ShouldBe(incident);

        (await PostAlertAsync(body, "whsec_wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAlertAsync(body, secret, tenant: "ten_other")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAlertAsync("""{"title":"a","title":"b"}""", secret)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var invalid = await PostAlertAsync("""{"severity":"loud"}""", secret);
        invalid.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await invalid.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("details").GetArrayLength().ShouldBe(2);
        (await PostAlertAsync(new string(' ', 300 * 1024), secret)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        var rejected = await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks/deliveries?verdict=rejected&provider=custom");
        rejected.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("reason").GetString()).Order()
            .ShouldBe(["bad_signature", "malformed", "too_large"]);
        var accepted = await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks/deliveries?verdict=accepted");
        accepted.GetProperty("items")[0].GetProperty("incidentId").GetString().ShouldBe(incident);
        (await _web.SendAsync(HttpMethod.Get, "/v1/webhooks/deliveries?verdict=9")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_was_committed_but_not_decided_is_decided_after_a_restart()
    {
        await _web.ConnectAsync();
        await _web.StopAsync();
        await using (var db = _web.Context())
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

        await _web.StartAsync();
        await _web.UntilAsync(db => db.Groups.AnyAsync());
    }

    /// <summary>Signed with that secret, by an ingest key of the tenant.</summary>
    private Task<HttpResponseMessage> PostAlertAsync(string body, string secret, string tenant = Tenant) => _web.SendAsync(
        HttpMethod.Post, $"/v1/webhooks/{tenant}/custom", new StringContent(body, Encoding.UTF8, "application/json"), Roles.Ingest,
        signature: "sha256=" + Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
}
