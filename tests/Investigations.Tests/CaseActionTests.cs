using System.Net;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;
using CauseFlow.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

/// <summary>What people do to cases through the API.</summary>
public sealed class CaseActionTests : IAsyncLifetime
{
    private const string Scoped = """
        {"title":"Checkout is slow","description":"Since the release at noon.","severity":"high",
         "integrations":["int_01ARZ3NDEKTSV4RRFFQ69G5FAV"],
         "resource":{"provider":"aws","account":"111122223333","region":"eu-west-1","kind":"aws.lambda.function",
           "id":"arn:aws:lambda:eu-west-1:111122223333:function:checkout","name":"checkout"}}
        """;

    private const string ResourceOnly = """
        {"title":"Checkout is slow","description":"Since the release at noon.",
         "resource":{"provider":"aws","kind":"aws.lambda.function","name":"checkout",
           "id":"arn:aws:lambda:eu-west-1:111122223333:function:checkout"}}
        """;

    private CaseHost host = null!;

    [Fact]
    public async Task An_incident_by_hand_is_investigated_where_the_person_says()
    {
        var incident = await PostAsync("/v1/incidents", Scoped, HttpStatusCode.Created);

        (incident["status"]!.GetValue<string>(), incident["severity"]!.GetValue<string>(),
            incident["source"]!.GetValue<string>())
            .ShouldBe(("investigating", "high", "manual"));
        incident["description"]!.GetValue<string>().ShouldBe("Since the release at noon.");
        await host.WithAsync(async scope =>
        {
            var row = await scope.GetRequiredService<InvestigationsDbContext>().Investigations
                .SingleAsync(row => row.Id == incident["investigationId"]!.GetValue<string>());
            row.Request!.Trigger.ShouldBe(InvestigationTrigger.Manual);
            row.Request.Scope!.IntegrationIds.ShouldBe(["int_01ARZ3NDEKTSV4RRFFQ69G5FAV"]);
            row.Request.Scope.Resources!.ShouldHaveSingleItem().Kind.ShouldBe("aws.lambda.function");
        });
    }

    [Fact]
    public async Task A_resource_alone_is_scope_enough_and_its_arn_says_whose_it_is_and_where()
    {
        var incident = await PostAsync("/v1/incidents", ResourceOnly, HttpStatusCode.Created);

        incident["status"]!.GetValue<string>().ShouldBe("investigating");
        await host.WithAsync(async scope =>
        {
            var row = await scope.GetRequiredService<InvestigationsDbContext>().Investigations.SingleAsync();
            row.Status.ShouldBe(InvestigationStatus.Requested, "without a scope it would be over at once");
            var request = row.Request!;
            request.Scope!.IntegrationIds.ShouldBeNull();
            var resource = request.Scope.Resources!.ShouldHaveSingleItem();
            (resource.Account, resource.Region).ShouldBe(("111122223333", "eu-west-1"));
        });
    }

    [Fact]
    public async Task A_resource_of_an_account_that_is_not_connected_ends_as_insufficient_with_the_reason()
    {
        var incident = await PostAsync("/v1/incidents", ResourceOnly, HttpStatusCode.Created);

        await host.DeliverAsync([new AccessDecided
        {
            TenantId = Flow.Tenant, InvestigationId = incident["investigationId"]!.GetValue<string>(), Pass = 1,
            Integrations = [], Reason = RefusalReason.NotConnected, Message = "Account 111122223333 is not connected.",
            Remedy = "Connect the account.",
        }]);

        var result = await GetAsync($"/v1/investigation/{incident["id"]}");
        (result["status"]!.GetValue<string>(), result["outcome"]!.GetValue<string>())
            .ShouldBe(("completed", "insufficient"));
        var gap = result["coverage"]!.AsArray().ShouldHaveSingleItem()!;
        (gap["reason"]!.GetValue<string>(), gap["detail"]!.GetValue<string>())
            .ShouldBe(("not_connected", "Account 111122223333 is not connected."));
        (await GetAsync($"/v1/incidents/{incident["id"]}"))["status"]!.GetValue<string>().ShouldBe("open");
    }

    [Fact]
    public async Task A_resource_whose_account_or_region_is_not_that_of_its_arn_is_refused()
    {
        var body = ResourceOnly.Replace("\"name\"", "\"account\":\"999999999999\",\"region\":\"us-east-1\",\"name\"",
            StringComparison.Ordinal);

        (await PostAsync("/v1/incidents", body, HttpStatusCode.BadRequest))["details"]!.AsArray()
            .Select(detail => detail!["field"]!.GetValue<string>()).ShouldBe(["resource.account", "resource.region"]);
    }

    [Fact]
    public async Task Without_a_scope_it_ends_at_once_and_nobody_is_asked()
    {
        var incident = await PostAsync(
            "/v1/incidents", """{"title":"Odd","description":"Something is odd here."}""", HttpStatusCode.Created);

        incident["status"]!.GetValue<string>().ShouldBe("open");
        incident["summary"]!.GetValue<string>().ShouldStartWith("Insufficient: no scope.");
        var result = await GetAsync($"/v1/investigation/{incident["id"]}");
        (result["status"]!.GetValue<string>(), result["outcome"]!.GetValue<string>())
            .ShouldBe(("completed", "insufficient"));
        result["coverage"]![0]!["reason"]!.GetValue<string>().ShouldBe("scope_insufficient");
        await host.WithAsync(async scope => (
            await scope.GetRequiredService<InvestigationsDbContext>().Set<OutboxMessage>()
            .CountAsync()).ShouldBe(0));

        var started = await PostAsync($"/v1/investigation/{incident["id"]}",
            """{"integrations":["int_01ARZ3NDEKTSV4RRFFQ69G5FAV"]}""", HttpStatusCode.Accepted);
        (await GetAsync($"/v1/investigation/{incident["id"]}"))["investigationId"]!.GetValue<string>()
            .ShouldBe(started["investigationId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""
        {"title":"","description":"short","severity":"dire","integrations":["x"],
         "resource":{"provider":"ibm","kind":"x"}}
        """,
        "title,description,severity,integrations,resource.provider,resource.kind,resource.id,resource.account")]
    [InlineData("{}", "title,description")]
    public async Task Everything_that_is_wrong_is_named_at_once(string body, string fields)
    {
        var error = await PostAsync("/v1/incidents", body, HttpStatusCode.BadRequest);

        error["error"]!.GetValue<string>().ShouldBe("invalid_input");
        error["details"]!.AsArray().Select(detail => detail!["field"]!.GetValue<string>())
            .ShouldBe(fields.Split(','), ignoreOrder: true);
    }

    [Fact]
    public async Task The_same_key_opens_one_incident_and_another_body_is_refused()
    {
        const string Body = """{"title":"Odd","description":"Something is odd here."}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            host.SendAsync(HttpMethod.Post, "/v1/incidents", Flow.Tenant, Body, key: "k1")));
        var ids = await Task.WhenAll(
            answers.Select(async answer => (await JsonAsync(answer))["id"]!.GetValue<string>()));

        ids.Distinct().ShouldHaveSingleItem();
        (await host.SendAsync(HttpMethod.Post, "/v1/incidents", Flow.Tenant, Scoped, key: "k1")).StatusCode
            .ShouldBe(HttpStatusCode.Conflict);
        (await host.SendAsync(HttpMethod.Post, "/v1/incidents", "ten_2", Scoped, key: "k1")).StatusCode
            .ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_start_that_is_repeated_with_its_key_is_one_investigation()
    {
        await host.DeliverAsync(new Flow().All);
        const string Path = "/v1/investigation/inc_1";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            host.SendAsync(HttpMethod.Post, Path, Flow.Tenant, """{"hints":["orders-queue"]}""", key: "s1")));

        (await Task.WhenAll(answers.Select(async answer =>
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            return (await JsonAsync(answer))["investigationId"]!.GetValue<string>();
        }))).Distinct().ShouldHaveSingleItem();
        var other = await host.SendAsync(HttpMethod.Post, Path, Flow.Tenant, """{"hints":["other"]}""", key: "s1");
        (await JsonAsync(other))["error"]!.GetValue<string>().ShouldBe("idempotency_key_used");
        (await JsonAsync(await host.SendAsync(HttpMethod.Post, Path, Flow.Tenant, """{"hints":["orders-queue"]}""", key: "s2")))["error"]!
            .GetValue<string>().ShouldBe("investigation_running");
    }

    [Fact]
    public async Task Context_that_is_repeated_with_its_key_is_written_down_once()
    {
        await host.DeliverAsync(new Flow().All);
        const string Path = "/v1/investigation/inc_1/context";
        const string Body = """{"text":"We moved to a new queue at noon."}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            host.SendAsync(HttpMethod.Post, Path, Flow.Tenant, Body, key: "c1")));

        foreach (var answer in answers)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            (await JsonAsync(answer))["reinvestigation"]!.GetValue<string>().ShouldBe("started");
        }

        var timeline = await GetAsync("/v1/incidents/inc_1/timeline");
        timeline["items"]!.AsArray().Count(step => step!["kind"]!.GetValue<string>() == "context_added").ShouldBe(1);
        (await host.SendAsync(HttpMethod.Post, Path, Flow.Tenant, """{"text":"More."}""", key: "c1")).StatusCode
            .ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Context_joins_the_timeline_and_the_next_investigation_as_hints()
    {
        await host.DeliverAsync(new Flow().All);
        var started = await PostAsync("/v1/investigation/inc_1/context",
            """{"text":"We moved to a new queue at noon.","hints":["orders-queue"]}""", HttpStatusCode.Accepted);
        started["reinvestigation"]!.GetValue<string>().ShouldBe("started");

        var kept = await PostAsync("/v1/investigation/inc_1/context", """{"text":"More."}""", HttpStatusCode.Accepted);
        kept["reinvestigation"]!.GetValue<string>().ShouldBe("waiting");
        kept["investigationId"]!.GetValue<string>().ShouldBe(started["investigationId"]!.GetValue<string>());
        await PostAsync("/v1/investigation/inc_1/cancel", "{}", HttpStatusCode.OK);
        var again = await PostAsync(
            "/v1/investigation/inc_1/context", """{"text":"And back at one."}""", HttpStatusCode.Accepted);
        await host.WithAsync(async scope =>
        {
            var row = await scope.GetRequiredService<InvestigationsDbContext>().Investigations
                .SingleAsync(row => row.Id == again["investigationId"]!.GetValue<string>());
            row.Request!.Scope!.Hints.ShouldBe(
                ["We moved to a new queue at noon.", "orders-queue", "More.", "And back at one."]);
        });
        (await GetAsync("/v1/incidents/inc_1/timeline"))["items"]!.AsArray()
            .Count(step => step!["kind"]!.GetValue<string>() == "context_added").ShouldBe(3);
        (await PostAsync("/v1/investigation/inc_1/context", """{"text":" "}""", HttpStatusCode.BadRequest))["error"]!
            .GetValue<string>().ShouldBe("invalid_input");
    }

    [Fact]
    public async Task Context_of_many_people_at_one_moment_is_all_kept_and_more_than_may_wait_is_refused()
    {
        var flow = new Flow();
        await host.DeliverAsync([flow.Alarm(), flow.Requested(), flow.Access()]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => PostAsync(
            "/v1/investigation/inc_1/context", $$"""{"text":"Said {{number}}."}""", HttpStatusCode.Accepted)));
        for (var number = 4; number < 30; number++)
        {
            await PostAsync(
                "/v1/investigation/inc_1/context", $$"""{"text":"Said {{number}}."}""", HttpStatusCode.Accepted);
        }

        var refused = await PostAsync(
            "/v1/investigation/inc_1/context", """{"text":"One more."}""", HttpStatusCode.Conflict);
        refused["error"]!.GetValue<string>().ShouldBe("context_full");
        await host.WithAsync(async scope => (await scope.GetRequiredService<InvestigationsDbContext>().Incidents
            .SingleAsync()).WaitingHints!.Order(StringComparer.Ordinal).ShouldBe(
                Enumerable.Range(0, 30).Select(number => $"Said {number}.").Order(StringComparer.Ordinal)));
        host.AuditAttempts.Count.ShouldBe(30, "a second look at the case is not a second record");
    }

    [Fact]
    public async Task Feedback_is_one_opinion_a_person_and_revision()
    {
        var flow = new Flow();
        await host.DeliverAsync(flow.All);
        await PostAsync("/v1/investigation/inc_1/feedback", """{"opinion":"reject","rank":1}""", HttpStatusCode.OK);
        var said = await PostAsync("/v1/investigation/inc_1/feedback",
            $$"""{"opinion":"confirm","evidenceId":"{{flow.Id("change")}}","comment":"It was that."}""",
            HttpStatusCode.OK);
        await PostAsync("/v1/investigation/inc_1/feedback",
            """{"opinion":"confirm","rank":1,"comment":"It was that."}""", HttpStatusCode.OK);

        (said["rank"]!.GetValue<int>(), said["revision"]!.GetValue<int>()).ShouldBe((1, 1));
        var feedback = (await GetAsync("/v1/investigation/inc_1"))["feedback"]!.AsArray().ShouldHaveSingleItem()!;
        (feedback["opinion"]!.GetValue<string>(), feedback["person"]!.GetValue<string>(),
            feedback["comment"]!.GetValue<string>())
            .ShouldBe(("confirm", "user-1", "It was that."));
        (await GetAsync("/v1/incidents/inc_1/timeline"))["items"]!.AsArray()
            .Count(step => step!["kind"]!.GetValue<string>() == "feedback_given")
            .ShouldBe(2, "what changes nothing is no step");
        foreach (var (body, code) in new[]
        {
            ("""{"opinion":"confirm","rank":99}""", "cause_not_found"),
            ("""{"opinion":"confirm","rank":1,"revision":9}""", "verdict_not_found"),
        })
        {
            var error = await PostAsync("/v1/investigation/inc_1/feedback", body, HttpStatusCode.NotFound);
            error["error"]!.GetValue<string>().ShouldBe(code);
        }

        var wrong = await PostAsync(
            "/v1/investigation/inc_1/feedback", """{"opinion":"maybe"}""", HttpStatusCode.BadRequest);
        wrong["details"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_next_pass_is_announced_while_it_is_due()
    {
        await host.DeliverAsync(new Flow().TooEarly);

        var result = await GetAsync("/v1/investigation/inc_1");
        result["nextPassAt"].ShouldNotBeNull();
        result["nextPassSources"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("changes");
        (await GetAsync("/v1/incidents/inc_1/investigations"))["items"]![0]!["nextPassAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Alarms_show_their_history_and_why_they_belong_here()
    {
        var flow = new Flow();
        await host.DeliverAsync([flow.Alarm(), flow.Alarm(AlarmState.Ok, 20), flow.Alarm(AlarmState.Ok, 20),
            flow.Alarm(AlarmState.Alarm, 5, "checkout-duration")]);

        var alarms = (await GetAsync("/v1/incidents/inc_1/alarms"))["items"]!.AsArray();
        alarms.Select(alarm => alarm!["grouping"]!.GetValue<string>()).ShouldBe(["opened_incident", "same_resource"]);
        alarms[0]!["alarm"]!["state"]!.GetValue<string>().ShouldBe("ok");
        alarms[0]!["history"]!.AsArray().Select(step => step!["state"]!.GetValue<string>()).ShouldBe(["alarm", "ok"]);
        alarms[1]!["why"]!.GetValue<string>().ShouldContain("FunctionName = checkout");
    }

    public async ValueTask InitializeAsync() => host = await CaseHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task<JsonNode> PostAsync(string path, string json, HttpStatusCode expected)
    {
        var answer = await host.SendAsync(HttpMethod.Post, path, Flow.Tenant, json);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
        return await JsonAsync(answer);
    }

    private async Task<JsonNode> GetAsync(string path) =>
        await JsonAsync(await host.SendAsync(HttpMethod.Get, path, Flow.Tenant));

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
}
