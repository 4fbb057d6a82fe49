using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Investigations.Notifications;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests.Notifications;

/// <summary>How admins set channels, over HTTP.</summary>
public sealed class SettingsTests : IAsyncLifetime
{
    private const string Path = "/v1/settings/notifications";
    private const string Canary = "zebra-canary-0123456789";
    private CaseHost host = null!;
    private Receiver receiver = null!;

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        host = await CaseHost.StartAsync(new()
        {
            ["Notifications:AllowedNetworks:0"] = "127.0.0.0/8", ["Notifications:AllowPlainHttp"] = "true",
            ["Notifications:PollMilliseconds"] = "60000",
            ["Notifications:PagerDutyUrl"] = receiver.Url + "/v2/enqueue",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task ASecret_IsSealed_AndNeverAnsweredAgain()
    {
        var answers = new List<string>();
        var put = await SendAsync(HttpMethod.Put, Path, Body(0));
        put.StatusCode.ShouldBe(HttpStatusCode.OK, await put.Content.ReadAsStringAsync());
        answers.Add(await put.Content.ReadAsStringAsync());
        answers.Add(await (await SendAsync(HttpMethod.Get, Path)).Content.ReadAsStringAsync());
        answers.Add(await (await SendAsync(HttpMethod.Put, Path, Body(9).Replace("\"high\"", "\"tall\"", StringComparison.Ordinal))).Content.ReadAsStringAsync());
        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            answers.AddRange(await db.NotificationChannels.Select(row => row.Secret + row.Target + row.Name).ToListAsync());
        });
        answers.AddRange(host.AuditAttempts.Select(entry => JsonSerializer.Serialize(entry)));

        answers.ShouldAllBe(answer => !answer.Contains("canary", StringComparison.OrdinalIgnoreCase));
        var first = JsonDocument.Parse(answers[1]).RootElement;
        first.GetProperty("version").GetInt64().ShouldBe(1);
        var slack = first.GetProperty("channels").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "a slack");
        slack.GetProperty("target").GetString().ShouldBe("127.0.0.1");
        slack.GetProperty("minimumSeverity").GetString().ShouldBe("high");
        host.AuditAttempts.ShouldHaveSingleItem().Action.ShouldBe("notifications.changed");
    }

    [Fact]
    public async Task APut_ThatIsRepeated_ChangesNothing_AndOneOnAnOldVersionIsRefused()
    {
        await SendAsync(HttpMethod.Put, Path, Body(0));

        var repeated = await SendAsync(HttpMethod.Put, Path, Body(0));
        repeated.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(repeated)).GetProperty("version").GetInt64().ShouldBe(1);
        host.AuditAttempts.Count.ShouldBe(1);

        var stale = await SendAsync(HttpMethod.Put, Path, """{"version":0,"channels":[]}""");
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await JsonAsync(stale)).GetProperty("error").GetString().ShouldBe("settings_changed");

        var emptied = await SendAsync(HttpMethod.Put, Path, """{"version":1,"channels":[]}""");
        (await JsonAsync(emptied)).GetProperty("channels").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task ASecretThatIsLeftOut_Stays_AndATestShowsThatItWorks()
    {
        await SendAsync(HttpMethod.Put, Path, Body(0));
        var changed = await SendAsync(HttpMethod.Put, Path, """
            {"version":1,"channels":[{"name":"b webhook","kind":"webhook","enabled":false,"events":["resolved","opened"]},
             {"name":"c pager","kind":"pagerduty","events":["opened"]}]}
            """);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync());

        var webhook = await JsonAsync(await SendAsync(HttpMethod.Post, Path + "/test", """{"channel":"b webhook"}"""));
        (webhook.GetProperty("state").GetString(), webhook.GetProperty("event").GetString()).ShouldBe(("sent", "test"));
        receiver.AnswerWith(403);
        var pager = await JsonAsync(await SendAsync(HttpMethod.Post, Path + "/test", """{"channel":"c pager"}"""));
        (pager.GetProperty("state").GetString(), pager.GetProperty("lastStatus").GetInt32()).ShouldBe(("failed", 403));
        pager.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();

        receiver.Requests.ElementAt(0).Path.ShouldBe($"/{Canary}");
        receiver.Requests.ElementAt(1).Json.GetProperty("routing_key").GetString().ShouldBe("canary0123456789canary0123456789");
        var listed = await JsonAsync(await SendAsync(HttpMethod.Get, Path + "/deliveries?state=failed&limit=1"));
        listed.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString()
            .ShouldBe(pager.GetProperty("id").GetString());
        (await SendAsync(HttpMethod.Post, Path + "/test", """{"channel":"nobody"}""")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"version":0}""", "channels")]
    [InlineData("""{"channels":[]}""", "version")]
    [InlineData("""{"version":0,"channels":[{"name":"a","kind":"fax","events":["opened"]}]}""", "channels[0].kind")]
    [InlineData("""{"version":0,"channels":[{"name":"a","kind":"slack","events":["opened"]}]}""", "channels[0].url")]
    [InlineData("""{"version":0,"channels":[{"name":"","kind":"slack","url":"https://hooks.slack.com/x","events":["opened"]}]}""", "channels[0].name")]
    [InlineData("""{"version":0,"channels":[{"name":"a","kind":"slack","url":"https://169.254.169.254/x","events":["opened"]}]}""", "channels[0].url")]
    [InlineData("""{"version":0,"channels":[{"name":"a","kind":"slack","url":"https://hooks.slack.com/x","events":["test"]}]}""", "channels[0].events")]
    [InlineData("""{"version":0,"channels":[{"name":"a","kind":"slack","url":"https://hooks.slack.com/x","events":[]}]}""", "channels[0].events")]
    [InlineData("""{"version":0,"channels":[{"name":"a","kind":"webhook","url":"https://example.com/x","signingKey":"short","events":["opened"]}]}""", "channels[0].signingKey")]
    [InlineData("""{"version":0,"channels":[{"name":"a","kind":"pagerduty","url":"https://example.com/x","events":["opened"]}]}""", "channels[0].routingKey")]
    public async Task WhatIsWrong_IsNamedByItsField(string body, string field)
    {
        var answer = await SendAsync(HttpMethod.Put, Path, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await JsonAsync(answer)).GetProperty("details").EnumerateArray().Select(one => one.GetProperty("field").GetString())
            .ShouldContain(field);
    }

    [Fact]
    public async Task WithoutARecord_NothingChanges_AndOthersTenantsSeeNothing()
    {
        host.AuditIsUp = false;
        (await SendAsync(HttpMethod.Put, Path, Body(0))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await JsonAsync(await SendAsync(HttpMethod.Get, Path))).GetProperty("version").GetInt64().ShouldBe(0);
        host.AuditIsUp = true;
        await SendAsync(HttpMethod.Put, Path, Body(0));

        var other = await host.SendAsync(HttpMethod.Get, Path, "ten_2", role: Roles.Admin);
        (await JsonAsync(other)).GetProperty("channels").GetArrayLength().ShouldBe(0);
        (await host.SendAsync(HttpMethod.Get, Path, Flow.Tenant, role: Roles.Member)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.SendAsync(HttpMethod.Post, Path + "/test", "ten_2", """{"channel":"a slack"}""", Roles.Admin))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private string Body(int version) => $$"""
        {"version":{{version}},"channels":[
          {"name":"a slack","kind":"slack","url":"{{receiver.Url}}/services/{{Canary}}","events":["opened","cause_found"],"minimumSeverity":"high"},
          {"name":"b webhook","kind":"webhook","url":"{{receiver.Url}}/{{Canary}}","signingKey":"{{Canary}}","events":["resolved"]},
          {"name":"c pager","kind":"pagerduty","routingKey":"canary0123456789canary0123456789","events":["opened","resolved"]}]}
        """;

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null) =>
        host.SendAsync(method, path, Flow.Tenant, json, Roles.Admin);

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();
}
