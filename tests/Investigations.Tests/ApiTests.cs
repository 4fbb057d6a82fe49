using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Passes;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

public sealed class ApiTests : IAsyncLifetime
{
    private readonly Flow flow = new();
    private CaseHost host = null!;

    public static TheoryData<string, string> RoutesOfOneIncident => new()
    {
        { "GET", "/v1/incidents/inc_1" },
        { "PATCH", "/v1/incidents/inc_1" },
        { "GET", "/v1/incidents/inc_1/timeline" },
        { "GET", "/v1/incidents/inc_1/alarms" },
        { "GET", "/v1/incidents/inc_1/investigations" },
        { "GET", "/v1/incidents/inc_1/export" },
        { "GET", "/v1/incidents/inc_1/events" },
        { "POST", "/v1/investigation/inc_1/context" },
        { "POST", "/v1/investigation/inc_1/feedback" },
        { "GET", "/v1/investigation/inc_1" },
        { "POST", "/v1/investigation/inc_1" },
        { "POST", "/v1/investigation/inc_1/cancel" },
        { "GET", "/v1/triage/inc_1/evidence" },
        { "GET", "/v1/triage/inc_1/facts" },
    };

    [Fact]
    public async Task Another_tenants_incident_is_not_found_at_any_address()
    {
        foreach (var row in RoutesOfOneIncident)
        {
            var (method, path) = row.Data;
            var answer = await host.SendAsync(new HttpMethod(method), path, "ten_2", 
                method == "GET" ? null : """{"text":"x","opinion":"confirm","rank":1}""");

            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{method} {path}");
            (await JsonAsync(answer))["error"]!.GetValue<string>().ShouldBe("incident_not_found");
        }

        (await host.SendAsync(HttpMethod.Get, $"/v1/evidence/{flow.Id("change")}", "ten_2")).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(await host.SendAsync(HttpMethod.Get, "/v1/incidents", "ten_2")))["count"]!.GetValue<int>()
            .ShouldBe(0);
    }

    [Fact]
    public async Task Without_an_identity_or_the_role_nothing_is_shown()
    {
        (await host.SendAsync(HttpMethod.Get, "/v1/incidents", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.SendAsync(HttpMethod.Get, "/v1/incidents", Flow.Tenant, role: Roles.Operator)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_case_is_shown_from_alarm_to_cause()
    {
        var investigation = await GetAsync("/v1/investigation/inc_1");
        investigation["outcome"]!.GetValue<string>().ShouldBe("cause");
        investigation["status"]!.GetValue<string>().ShouldBe("completed");
        investigation["rootCause"]!["changeId"]!.GetValue<string>().ShouldBe(flow.Id("change"));
        investigation["evidence"]!.AsArray().ShouldContain(row => row!["type"]!.GetValue<string>() == "config_change");
        investigation["coverage"]!.AsArray().Count.ShouldBe(4);

        var incident = await GetAsync("/v1/incidents/inc_1");
        incident["status"]!.GetValue<string>().ShouldBe("investigating");
        incident["resource"]!["name"]!.GetValue<string>().ShouldBe("checkout");
        incident["key"]!.GetValue<string>().ShouldBe("key");

        var kinds = (await GetAsync("/v1/incidents/inc_1/timeline"))["items"]!.AsArray()
            .Select(step => step!["kind"]!.GetValue<string>()).ToList();
        kinds.ShouldContain("incident_opened");
        kinds.ShouldContain("source_completed");
        kinds[^1].ShouldBe("verdict");
        (await GetAsync("/v1/incidents/inc_1/alarms"))["items"]!.AsArray().Count.ShouldBe(1);
        (await GetAsync("/v1/incidents/inc_1/investigations"))["items"]![0]!["sources"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_export_replays_to_the_same_verdict()
    {
        var answer = await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export", Flow.Tenant);
        var export = JsonSerializer.Deserialize<CaseExport>(
            await answer.Content.ReadAsStringAsync(), ContractJson.Options)!;

        JsonSerializer.Serialize(Diagnosis.Diagnosis.Diagnose(export.Case), ContractJson.Options)
            .ShouldBe(JsonSerializer.Serialize(export.Verdict, ContractJson.Options));
        export.TraceId.ShouldBe("0af7651916cd43dd8448eb211c80319c");
        (await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export?revision=7", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Evidence_is_paged_without_gaps()
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/v1/triage/inc_1/evidence?limit=2&cursor={cursor}");
            ids.AddRange(page["items"]!.AsArray().Select(row => row!["evidenceId"]!.GetValue<string>()));
            cursor = page["cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        ids.Distinct().Count().ShouldBe(6);
        ids.Count.ShouldBe(6);
        (await GetAsync($"/v1/evidence/{ids[0]}"))["evidenceId"]!.GetValue<string>().ShouldBe(ids[0]);
        (await GetAsync("/v1/triage/inc_1/evidence?type=log"))["count"]!.GetValue<int>().ShouldBe(2);
        (await host.SendAsync(HttpMethod.Get, "/v1/triage/inc_1/evidence?cursor=%25", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_list_filters_and_its_cursor_is_stable_under_inserts()
    {
        foreach (var number in new[] { "2", "3" })
        {
            await host.WithAsync(scope => scope.GetRequiredService<AlarmDesk>()
                .RecordAsync(new Flow(number).Alarm(), default));
        }

        var first = await GetAsync("/v1/incidents?limit=2");
        await host.WithAsync(scope => scope.GetRequiredService<AlarmDesk>()
            .RecordAsync(new Flow("4").Alarm(), default));
        var second = await GetAsync($"/v1/incidents?limit=2&cursor={first["cursor"]!.GetValue<string>()}");

        Ids(first).ShouldBe(["inc_3", "inc_2"]);
        Ids(second).ShouldBe(["inc_1"]);
        Ids(await GetAsync("/v1/incidents?status=investigating")).ShouldBe(["inc_1"]);
        Ids(await GetAsync("/v1/incidents?severity=high&q=MemorySize")).ShouldBe(["inc_1"]);
        (await host.SendAsync(HttpMethod.Get, "/v1/incidents?status=burning", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_person_resolves_closes_and_grades_along_the_allowed_transitions()
    {
        var resolved = await PatchAsync("""{"status":"resolved","severity":"low"}""");
        resolved.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(resolved))["severitySource"]!.GetValue<string>().ShouldBe("person");

        (await PatchAsync("""{"status":"triaging"}""")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PatchAsync("""{"status":"closed"}""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PatchAsync("""{"status":"closed","reason":"done"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_investigation_starts_again_once_and_can_be_cancelled()
    {
        var started = await host.SendAsync(HttpMethod.Post, "/v1/investigation/inc_1", Flow.Tenant);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await JsonAsync(started))["investigationId"]!.GetValue<string>();
        Contracts.Ids.IsValid(id, "inv").ShouldBeTrue();

        (await host.SendAsync(HttpMethod.Post, "/v1/investigation/inc_1", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.Conflict);
        (await host.SendAsync(HttpMethod.Post, "/v1/investigation/inc_1/cancel", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Post, "/v1/investigation/inc_1/cancel", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.Conflict);
        (await GetAsync("/v1/incidents/inc_1/investigations"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public void Every_endpoint_says_its_name_its_answer_and_its_errors()
    {
        var endpoints = host.Endpoints
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)).ToList();

        endpoints.Count.ShouldBe(26);
        var names = endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName)
            .ToList();
        names.ShouldAllBe(name => name != null && char.IsLower(name[0]));
        names.ShouldBeUnique();
        endpoints.ShouldAllBe(endpoint => endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>() != null);
        endpoints.ShouldAllBe(endpoint =>
            endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()
                .Any(answer => answer.StatusCode < 300 && answer.Type != null)
            && endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()
                .Any(answer => answer.StatusCode >= 400 && answer.Type == typeof(ApiError)));
    }

    [Fact]
    public async Task Over_the_bus_the_messages_of_one_investigation_end_in_one_verdict()
    {
        var other = new Flow("9");
        await host.WithAsync(scope =>
        {
            var outbox = scope.GetRequiredService<Outbox<InvestigationsDbContext>>();
            outbox.Add(other.Completed());
            outbox.Add(other.Alarm());
            outbox.Add(other.Metrics());
            outbox.Add(other.Requested());
            outbox.Add(other.Logs(2));
            outbox.Add(other.Redeemed());
            outbox.Add(other.Changes());
            outbox.Add(other.Access());
            outbox.Add(other.Logs(1));
            return Task.CompletedTask;
        });

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        JsonNode? result = null;
        while (result?["status"]?.GetValue<string>() != "completed" && await timer.WaitForNextTickAsync(limit.Token))
        {
            result = await JsonAsync(await host.SendAsync(HttpMethod.Get, "/v1/investigation/inc_9", Flow.Tenant));
        }

        result!["revision"]!.GetValue<int>().ShouldBe(1);
        result["rootCause"]!["changeId"]!.GetValue<string>().ShouldBe(other.Id("change"));
        result["traceId"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_pass_that_cannot_be_ended_keeps_no_other_back()
    {
        var poison = new Flow("poison");
        var sound = new Flow("sound");
        await host.DeliverAsync(
            [poison.Requested(), poison.Access(), poison.Metrics(), sound.Requested(), sound.Access()]);

        await host.WithAsync(scope => scope.GetRequiredService<InvestigationsDbContext>().Database
            .ExecuteSqlAsync($"update parts set Body = 'x' where InvestigationId = {poison.InvestigationId}"));

        var sweep = host.Hosted<DueSweep>();
        await sweep.SweepAsync(default);

        (await GetAsync("/v1/investigation/inc_sound"))["status"]!.GetValue<string>().ShouldBe("completed");
        (await GetAsync("/v1/investigation/inc_poison"))["status"]!.GetValue<string>().ShouldBe("requested");
        await host.WithAsync(async scope => (await scope.GetRequiredService<InvestigationsDbContext>().Investigations
            .SingleAsync(row => row.Id == poison.InvestigationId)).DueAt!.Value
                .ShouldBeGreaterThan(TimeProvider.System.GetUtcNow()));
    }

    [Theory]
    [InlineData("POST", "/v1/investigation/inc_1", "hints")]
    [InlineData("PATCH", "/v1/incidents/inc_1", "reason")]
    public async Task Long_texts_are_refused_by_field(string method, string path, string field)
    {
        var text = new string('x', 501);
        var body = field == "hints" ? $$"""{"hints":["{{text}}"]}""" : $$"""{"reason":"{{text}}"}""";
        var answer = await host.SendAsync(new HttpMethod(method), path, Flow.Tenant, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await JsonAsync(answer))["details"]![0]!["field"]!.GetValue<string>().ShouldBe(field);
    }

    public async ValueTask InitializeAsync()
    {
        host = await CaseHost.StartAsync();
        await host.DeliverAsync(flow.All);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static List<string> Ids(JsonNode page) =>
        [.. page["items"]!.AsArray().Select(row => row!["id"]!.GetValue<string>())];

    private Task<HttpResponseMessage> PatchAsync(string json) =>
        host.SendAsync(HttpMethod.Patch, "/v1/incidents/inc_1", Flow.Tenant, json);

    private async Task<JsonNode> GetAsync(string path)
    {
        var answer = await host.SendAsync(HttpMethod.Get, path, Flow.Tenant);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await JsonAsync(answer);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
}
