using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

/// <summary>Whatever people do to a case is in the audit chain first, and does not happen without the record.</summary>
public sealed class CaseAuditTests : IAsyncLifetime
{
    private const string Canary = "zebra-canary";

    private CaseHost host = null!;

    public static TheoryData<string, string, string, string> Actions => new()
    {
        {
            "POST", "/v1/incidents",
            $$"""
            {"title":"{{Canary}} title","description":"{{Canary}} text of a person","severity":"high",
             "integrations":["int_01ARZ3NDEKTSV4RRFFQ69G5FAV"]}
            """,
            "incident.created hints=0 integrations=int_01ARZ3NDEKTSV4RRFFQ69G5FAV investigationId=inv_* severity=high"
        },
        {
            "PATCH", "/v1/incidents/inc_1", $$"""{"status":"closed","severity":"low","reason":"{{Canary}}"}""",
            "incident.updated severity=high -> low status=investigating -> closed"
        },
        {
            "POST", "/v1/investigation/inc_1", $$"""{"hints":["{{Canary}}","b"]}""",
            "investigation.started hints=2 investigationId=inv_*"
        },
        {
            "POST", "/v1/investigation/inc_1/context", $$"""{"text":"{{Canary}}","hints":["{{Canary}} too"]}""",
            "context.added hints=1"
        },
        {
            "POST", "/v1/investigation/inc_1/feedback", $$"""{"opinion":"reject","rank":1,"comment":"{{Canary}}"}""",
            "feedback.given investigationId=inv_1 opinion=reject rank=1 revision=1"
        },
        {
            "POST", "/v1/investigation/inc_2/cancel", $$"""{"reason":"{{Canary}}"}""",
            "investigation.cancelled investigationId=inv_2 what=pass 1"
        },
        {
            "GET", "/v1/incidents/inc_1/export", "",
            "case.exported format=json investigationId=inv_1 revision=1"
        },
        {
            "GET", "/v1/incidents/inc_1/export?format=markdown", "",
            "case.exported format=markdown investigationId=inv_1 revision=1"
        },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_action_leaves_one_record_of_who_what_and_what_changed_and_no_text(
        string method, string path, string body, string record)
    {
        var answer = await host.SendAsync(new HttpMethod(method), path, Flow.Tenant, body);

        ((int)answer.StatusCode).ShouldBeLessThan(300, await answer.Content.ReadAsStringAsync());
        var entry = host.AuditAttempts.ShouldHaveSingleItem();
        (entry.TenantId, entry.Actor, entry.Details!["requestId"]).ShouldBe((Flow.Tenant, "user-1", "request-1"));
        TextOf(entry).ShouldBe(record);
        JsonSerializer.Serialize(entry).ShouldNotContain(Canary);
        entry.Subject.ShouldBe(path == "/v1/incidents"
            ? JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!.GetValue<string>()
            : path.Split('/', '?')[3]);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Without_the_record_nothing_changes_and_the_answer_says_so(
        string method, string path, string body, string record)
    {
        host.AuditIsUp = false;
        var before = await StoreAsync();

        var answer = await host.SendAsync(new HttpMethod(method), path, Flow.Tenant, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!.GetValue<string>()
            .ShouldBe("audit_unavailable");
        (await StoreAsync()).ShouldBe(before);
        host.AuditAttempts.ShouldAllBe(entry => record.StartsWith(entry.Action));
    }

    [Theory]
    [InlineData("/v1/incidents", "incident.created")]
    [InlineData("/v1/investigation/inc_1", "investigation.started")]
    [InlineData("/v1/investigation/inc_1/context", "context.added")]
    public async Task Who_starts_an_investigation_is_named_in_its_request_its_row_and_its_first_step(
        string path, string action)
    {
        var body = Actions.Single(row => row.Data.Item4.StartsWith(action, StringComparison.Ordinal)).Data.Item3;

        (await host.SendAsync(HttpMethod.Post, path, Flow.Tenant, body)).IsSuccessStatusCode.ShouldBeTrue();

        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            var row = await db.Investigations.OrderByDescending(row => row.Seq).FirstAsync();
            row.Request!.RequestedBy.ShouldBe("user-1");
            var step = await db.Timeline.SingleAsync(
                step => step.InvestigationId == row.Id && step.Kind == "investigation_requested");
            step.Text.ShouldBe("Investigation requested by user-1");
            step.Data!.ShouldContain("\"person\":\"user-1\"");
            (await db.Timeline.FirstAsync(step => step.Kind == "investigation_requested")).Text
                .ShouldBe("Investigation requested", "an alarm is nobody");
        });
    }

    [Fact]
    public async Task What_changes_nothing_needs_no_record()
    {
        await host.SendAsync(HttpMethod.Patch, "/v1/incidents/inc_1", Flow.Tenant, """{"severity":"low"}""");
        var before = await StoreAsync();
        host.AuditAttempts.Clear();

        foreach (var (method, path, body, status) in new[]
        {
            ("PATCH", "/v1/incidents/inc_1", """{"severity":"low","status":"investigating"}""", HttpStatusCode.OK),
            ("PATCH", "/v1/incidents/inc_1", """{"status":"triaging"}""", HttpStatusCode.Conflict),
            ("POST", "/v1/investigation/inc_2", "{}", HttpStatusCode.Conflict),
            ("POST", "/v1/investigation/inc_1/cancel", "{}", HttpStatusCode.Conflict),
            ("POST", "/v1/investigation/inc_1/feedback",
                """{"opinion":"confirm","rank":99}""", HttpStatusCode.NotFound),
            ("POST", "/v1/incidents", "{}", HttpStatusCode.BadRequest),
            ("GET", "/v1/incidents/inc_2/export", "", HttpStatusCode.NotFound),
        })
        {
            (await host.SendAsync(new HttpMethod(method), path, Flow.Tenant, body)).StatusCode.ShouldBe(status, path);
        }

        host.AuditAttempts.ShouldBeEmpty();
        (await StoreAsync()).ShouldBe(before);
    }

    public async ValueTask InitializeAsync()
    {
        host = await CaseHost.StartAsync();
        var running = new Flow("2");
        await host.DeliverAsync([.. new Flow().All, running.Alarm(), running.Requested(), running.Access()]);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static string TextOf(AuditEntry entry) =>
        string.Join(' ', entry.Details!.Where(pair => pair.Key != "requestId")
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => pair.Value.StartsWith("inv_", StringComparison.Ordinal) && pair.Value.Length > 10
            ? $"{pair.Key}=inv_*"
            : $"{pair.Key}={pair.Value}").Prepend(entry.Action));

    /// <summary>All that people's actions could have changed, as one text.</summary>
    private async Task<string> StoreAsync()
    {
        var text = "";
        await host.WithAsync(async scope =>
        {
            var db = scope.GetRequiredService<InvestigationsDbContext>();
            text = JsonSerializer.Serialize(new
            {
                Incidents = await db.Incidents.AsNoTracking().OrderBy(row => row.Seq).ToListAsync(),
                Investigations = await db.Investigations.AsNoTracking().OrderBy(row => row.Seq).ToListAsync(),
                Timeline = await db.Timeline.AsNoTracking().OrderBy(row => row.Seq).ToListAsync(),
                Feedback = await db.Feedback.AsNoTracking().ToListAsync(),
            }, ContractJson.Options);
        });
        return text;
    }
}
