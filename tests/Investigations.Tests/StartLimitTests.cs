using System.Net;
using System.Text.Json.Nodes;
using CauseFlow.Investigations.Passes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

/// <summary>A tenant's people start only so many investigations at once; alarms do not wait for them.</summary>
public sealed class StartLimitTests : IAsyncLifetime
{
    private const string Scoped = """
        {"title":"Checkout is slow","description":"Since the release at noon.",
         "integrations":["int_01ARZ3NDEKTSV4RRFFQ69G5FAV"]}
        """;

    private CaseHost host = null!;

    [Fact]
    public async Task Above_the_limit_a_start_is_refused_and_stores_nothing_and_another_tenant_is_not_concerned()
    {
        await host.DeliverAsync(new Flow().All);
        await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);
        var second = await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);
        var before = await CountsAsync();
        host.AuditAttempts.Clear();

        foreach (var path in new[] { "/v1/incidents", "/v1/investigation/inc_1" })
        {
            using var refused = await host.SendAsync(
                HttpMethod.Post, path, Flow.Tenant, path.EndsWith('1') ? "{}" : Scoped);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, path);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
            JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!.GetValue<string>()
                .ShouldBe("too_many_investigations");
        }

        (await CountsAsync()).ShouldBe(before);
        host.AuditAttempts.ShouldBeEmpty();
        (await host.SendAsync(HttpMethod.Post, "/v1/incidents", "ten_2", Scoped)).StatusCode
            .ShouldBe(HttpStatusCode.Created);

        await PostAsync($"/v1/investigation/{second["id"]}/cancel", "{}", HttpStatusCode.OK);
        await PostAsync("/v1/investigation/inc_1", "{}", HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task What_alarms_start_is_not_counted_and_not_refused()
    {
        for (var number = 1; number <= 4; number++)
        {
            var flow = new Flow($"{number}");
            await host.DeliverAsync([flow.Alarm(), flow.Requested(), flow.Access()]);
        }

        await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);
        await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);
        var late = new Flow("9");
        await host.DeliverAsync([late.Alarm(), late.Requested()]);
        (await CountsAsync()).ShouldStartWith("7 ");
    }

    [Fact]
    public async Task Starts_at_one_moment_do_not_get_past_the_limit_together()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            host.SendAsync(HttpMethod.Post, "/v1/incidents", Flow.Tenant, Scoped)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(2);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(10);
    }

    [Fact]
    public async Task Context_above_the_limit_waits_and_starts_when_there_is_room()
    {
        await host.DeliverAsync(new Flow().All);
        var first = await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);
        await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);

        var kept = await PostAsync(
            "/v1/investigation/inc_1/context", """{"text":"The queue is new."}""", HttpStatusCode.Accepted);

        kept["reinvestigation"]!.GetValue<string>().ShouldBe("waiting");
        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            (await db.Incidents.SingleAsync(row => row.Id == "inc_1")).WaitingHints.ShouldBe(["The queue is new."]);
            (await db.Investigations.SingleAsync(row => row.Id == "inv_1")).DueAt.ShouldNotBeNull();
        });
        await DueAsync();
        (await CountsAsync()).ShouldStartWith("3 ", Case.Sensitive, "there is no room yet");

        await PostAsync($"/v1/investigation/{first["id"]}/cancel", "{}", HttpStatusCode.OK);
        await DueAsync();

        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            var incident = await db.Incidents.SingleAsync(row => row.Id == "inc_1");
            incident.WaitingHints.ShouldBeNull();
            var row = await db.Investigations.SingleAsync(row => row.Id == incident.InvestigationId);
            row.Request!.Scope!.Hints.ShouldBe(["The queue is new."]);
            row.RequestedBy.ShouldBe("user-1");
        });
    }

    [Fact]
    public async Task A_follow_up_of_what_a_person_started_takes_nobodys_place()
    {
        for (var number = 1; number <= 2; number++)
        {
            var flow = new Flow($"{number}");
            await host.DeliverAsync([flow.Alarm(), flow.Requested() with { RequestedBy = "user-1" }]);
            await host.DeliverAsync([flow.Requested() with { RequestedBy = "user-1", Pass = 2 }]);
        }

        await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);
    }

    public async ValueTask InitializeAsync() => host = await CaseHost.StartAsync(
        new() { ["Investigations:MaxRunningStartedByPeople"] = "2" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>The time of what waits for room has come, and the sweep looks.</summary>
    private async Task DueAsync()
    {
        await host.WithAsync(async scope =>
        {
            var row = await scope.GetRequiredService<InvestigationsDbContext>().Investigations
                .SingleAsync(row => row.Id == "inv_1");
            row.RestartAt = row.RestartAt!.Value.AddMinutes(-1);
            row.Reschedule();
        });
        await host.Hosted<DueSweep>().SweepAsync(default);
    }

    private async Task<string> CountsAsync()
    {
        var text = "";
        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            text = $"{await db.Investigations.CountAsync()} {await db.Incidents.CountAsync()} "
                + $"{await db.Timeline.CountAsync()}";
        });
        return text;
    }

    private async Task<JsonNode> PostAsync(string path, string json, HttpStatusCode expected)
    {
        using var answer = await host.SendAsync(HttpMethod.Post, path, Flow.Tenant, json);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
