using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.AzureMonitor;
using CauseFlow.Ingestion.Tests.GcpMonitoring;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Webhooks;

/// <summary>Alerts of Azure and GCP between the post and the decision, through the whole service.</summary>
public sealed class AlertWebhookTests : IAsyncLifetime
{
    private const string Azure = WebhookRoute.AzureMonitor;
    private const string Gcp = WebhookRoute.GcpMonitoring;
    private readonly WebhookHost _web = new();

    public ValueTask InitializeAsync() => _web.InitializeAsync();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Theory]
    [InlineData(Azure)]
    [InlineData(Gcp)]
    public async Task An_alert_of_a_connected_account_becomes_one_incident_however_often_it_is_posted(string provider)
    {
        await ConnectAsync(provider);
        var (url, password) = await _web.RotateAsync(provider);
        var (fired, resolved) = (Body(provider, fired: true), Body(provider, fired: false));
        foreach (var body in new[] { fired, fired, resolved, fired, resolved })
        {
            (await _web.PostAsync(url, body, WebhookHost.Basic(password))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await _web.UntilAsync(db => db.Deliveries.AllAsync(row => row.DecideAt == null));
        var rows = await _web.ReadAsync(db => db.Deliveries.OrderBy(row => row.Seq).ToListAsync());
        rows.Select(row => row.Verdict).ShouldBe(
        [
            DeliveryVerdict.Accepted, DeliveryVerdict.Duplicate, DeliveryVerdict.Accepted, DeliveryVerdict.Duplicate,
            DeliveryVerdict.Duplicate,
        ]);
        rows.ShouldAllBe(row => row.Body == null && row.Provider == provider);
        var group = await _web.ReadAsync(db => db.Groups.SingleAsync());
        group.QuietSince.ShouldNotBeNull();
        (await _web.ReadAsync(db => db.Set<OutboxMessage>().CountAsync(
            row => row.Type == typeof(InvestigationRequested).FullName))).ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData(Azure)]
    [InlineData(Gcp)]
    public async Task An_alert_of_an_account_that_is_not_connected_waits_for_it(string provider)
    {
        var (url, password) = await _web.RotateAsync(provider);
        (await _web.PostAsync(url, Body(provider, fired: true), WebhookHost.Basic(password)))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        var held = await _web.ReadAsync(db => db.Deliveries.SingleAsync());
        (held.Verdict, held.Reason, held.AwaitedAccount, held.DecideAt).ShouldBe(
            (DeliveryVerdict.Held, "account_not_connected", AccountOf(provider), null));
        held.Remedy.ShouldNotBeNull();

        await ConnectAsync(provider);
        await _web.UntilAsync(db => db.Firings.AnyAsync(row => row.IncidentId != null));
        (await _web.ReadAsync(db => db.Deliveries.SingleAsync())).Verdict.ShouldBe(DeliveryVerdict.Accepted);
    }

    [Theory]
    [InlineData(Azure)]
    [InlineData(Gcp)]
    public async Task What_the_console_sends_to_try_the_webhook_is_answered_200_and_shown_as_a_test(string provider)
    {
        var (url, password) = await _web.RotateAsync(provider);
        (await _web.PostAsync(url, Test(provider), WebhookHost.Basic(password, "anybody"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var row = (await _web.AdminAsync(HttpMethod.Get, $"/v1/webhooks/deliveries?provider={provider}"))
            .GetProperty("items")[0];
        row.GetProperty("verdict").GetString().ShouldBe("ignored");
        row.GetProperty("reason").GetString().ShouldBe("test_message");
        row.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
        (await _web.ReadAsync(db => db.Firings.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task An_event_of_the_activity_log_ends_by_itself_so_that_its_incident_can_end()
    {
        await ConnectAsync(Azure);
        var (url, password) = await _web.RotateAsync(Azure);
        var alert = AzureAlerts.Of("a", "Activity Log", "Resource Health", true, _web.Now, null, AzureAlerts.Vm,
            """{"operationName":"x","status":"Active","properties":{"currentHealthStatus":"Unavailable"}}""");
        foreach (var body in new[] { alert.Bytes(), alert.Bytes() })
        {
            (await _web.PostAsync(url, body, WebhookHost.Basic(password))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await _web.UntilAsync(db => db.Deliveries.AllAsync(row => row.DecideAt == null));
        (await _web.ReadAsync(db => db.Firings.CountAsync())).ShouldBe(2);
        var group = await _web.ReadAsync(db => db.Groups.SingleAsync());
        group.QuietSince.ShouldBe(group.OpenedAt.AddSeconds(1));
    }

    [Theory]
    [InlineData(Azure)]
    [InlineData(Gcp)]
    public async Task A_password_is_shown_by_its_rotation_only_and_the_one_before_overlaps(string provider)
    {
        var first = await _web.RotateAsync(provider);
        var second = await _web.RotateAsync(provider);
        second.Password.ShouldNotBe(first.Password);
        second.Password.Length.ShouldBe(26);
        second.Password.ShouldNotBe(second.Url[^26..]);
        var shown = (await _web.AdminAsync(HttpMethod.Get, "/v1/webhooks")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("provider").GetString() == provider);
        shown.GetProperty("url").GetString().ShouldBe(second.Url);
        shown.GetProperty("username").GetString().ShouldBe("causeflow");
        shown.TryGetProperty("password", out var password).ShouldBe(password.ValueKind == JsonValueKind.Null);

        foreach (var (address, secret, status) in new[]
        {
            (first.Url, first.Password, HttpStatusCode.OK), (second.Url, second.Password, HttpStatusCode.OK),
            (first.Url, second.Password, HttpStatusCode.Unauthorized), (second.Url, first.Password, HttpStatusCode.Unauthorized),
        })
        {
            (await _web.PostAsync(address, Test(provider), WebhookHost.Basic(secret))).StatusCode.ShouldBe(status);
        }

        await _web.AssertNoCanaryAsync(second.Password);
    }

    [Fact]
    public async Task A_rotation_that_is_repeated_with_its_key_gives_the_same_password_and_ends_none()
    {
        var (oldUrl, oldPassword) = await _web.RotateAsync(Azure);
        Task<HttpResponseMessage> AgainAsync() =>
            _web.SendAsync(HttpMethod.Post, $"/v1/webhooks/{Azure}/rotate", null, Roles.Admin, idempotencyKey: "once");

        var answers = await Task.WhenAll(AgainAsync(), AgainAsync());
        var passwords = new List<string?>();
        foreach (var answer in answers.Append(await AgainAsync()))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            passwords.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString());
        }

        passwords.Distinct().ShouldHaveSingleItem().ShouldNotBe(oldPassword);
        (await _web.PostAsync(oldUrl, Test(Azure), WebhookHost.Basic(oldPassword))).StatusCode.ShouldBe(HttpStatusCode.OK, "senders still use it");
        await _web.RotateAsync(Azure);
        (await AgainAsync()).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    /// <summary>Whichever of them made it: what was answered once is answered again, or is over, and never made anew.</summary>
    [Fact]
    public async Task Rotations_at_the_same_time_are_each_remembered()
    {
        for (var pair = 0; pair < 5; pair++)
        {
            string[] keys = [$"left-{pair}", $"right-{pair}"];
            var first = await Task.WhenAll(keys.Select(RotateAsync));
            foreach (var (key, password) in keys.Zip(first))
            {
                (await RotateAsync(key)).ShouldBeOneOf(password, null);
            }
        }

        async Task<string?> RotateAsync(string key)
        {
            using var answer = await _web.SendAsync(HttpMethod.Post, $"/v1/webhooks/{Azure}/rotate", null, Roles.Admin, idempotencyKey: key);
            return answer.StatusCode == HttpStatusCode.Conflict ? null
                : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString();
        }
    }

    private Task ConnectAsync(string provider) => provider == Azure
        ? _web.ConnectAsync(CloudProvider.Azure, AzureAlerts.Subscription.ToUpperInvariant())
        : _web.ConnectAsync(CloudProvider.Gcp, GcpIncidents.Project);

    private static string AccountOf(string provider) =>
        provider == Azure ? AzureAlerts.Subscription : GcpIncidents.Project;

    private byte[] Body(string provider, bool fired)
    {
        var at = Transition.ToSecond(_web.Now).AddMinutes(-1);
        return provider == Azure
            ? AzureAlerts.Metric("a", fired, at.AddSeconds(-30), fired ? null : at).Bytes()
            : GcpIncidents.Run("a", fired, at.AddSeconds(-30), fired ? null : at).Bytes();
    }

    private static byte[] Test(string provider)
    {
        if (provider == Gcp)
        {
            return System.Text.Encoding.UTF8.GetBytes(GcpIncidents.Test);
        }

        var alert = AzureAlerts.Metric("a", fired: true, DateTimeOffset.UnixEpoch);
        alert.Essentials()["alertId"] = AzureAlerts.AlertId("a", "11111111-1111-1111-1111-111111111111");
        return alert.Bytes();
    }
}
