using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.Causeflow.Tests;

/// <summary>Names and log lines come from strangers: a terminal must show them and do nothing that they say.</summary>
public sealed class HostileTextTests
{
    private const string Hostile = "\u001b[2J\u001b]0;owned\u0007 \u009b31m red \u202e txet \u2066\u200b\ufeff [bold]markup[/] [link=http://x]\r\n\t|";

    private static readonly string[] Acted =
        ["\u001b", "\u0007", "\u009b", "\u202e", "\u2066", "\u200b", "\ufeff", "\r", "\t", "\u2028", "\u007f"];

    [Theory]
    [InlineData("incidents", "list")]
    [InlineData("incidents", "show", "inc_1")]
    [InlineData("evidence", "list", "inc_1")]
    [InlineData("evidence", "show", "evi_1")]
    [InlineData("integrations", "list")]
    [InlineData("integrations", "show", "int_1")]
    [InlineData("integrations", "setup", "aws")]
    [InlineData("audit", "list")]
    [InlineData("audit", "export")]
    [InlineData("deliveries")]
    [InlineData("senders")]
    [InlineData("keys", "list")]
    [InlineData("keys", "create", "name", "--role", "member")]
    [InlineData("investigate", "inc_1")]
    [InlineData("incidents", "resolve", "inc_1")]
    [InlineData("notifications", "show")]
    [InlineData("notifications", "test", "night")]
    [InlineData("notifications", "deliveries")]
    [InlineData("operations", "error-queues", "list")]
    [InlineData("operations", "error-queues", "show", "ingestion", "x_error")]
    [InlineData("whoami")]
    [InlineData("doctor")]
    public async Task EveryVerb_ShowsWhatATerminalWouldActOn(params string[] arguments)
    {
        await using var server = await StubServer.StartAsync(AnswerAsync);
        using var program = server.Client();

        var table = await program.RunAsync(arguments);
        var json = await program.RunAsync([.. arguments, "--output", "json"]);

        foreach (var run in new[] { table, json })
        {
            foreach (var acted in Acted)
            {
                (run.Output + run.Error).ShouldNotContain(acted, Case.Sensitive, $"{arguments[0]} lets U+{(int)acted[0]:x4} through");
            }
        }

        if (arguments[0] != "operations")
        {
            table.Output.ShouldContain(arguments[^1] == "export" ? @"\u001B[2J" : @"\u{1b}[2J");
            table.Output.ShouldContain("[bold]markup[/]");
        }

        if (arguments[^1] != "export")
        {
            JsonDocument.Parse(json.Output).RootElement.ToString().ShouldContain("[bold]markup[/]");
        }
    }

    [Fact]
    public async Task AnError_IsShown_NotExecuted()
    {
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsJsonAsync(new { error = "incident_not_found", message = Hostile, requestId = Hostile });
        });
        using var program = server.Client();

        var run = await program.RunAsync("incidents", "show", Hostile.Replace("\0", "", StringComparison.Ordinal));

        run.Code.ShouldBe(1);
        Acted.Where(acted => acted is not ("\r" or "\t")).ShouldAllBe(acted => !run.Error.Contains(acted, StringComparison.Ordinal));
        run.Error.ShouldContain("[bold]markup[/]");
    }

    [Fact]
    public async Task AnEvent_IsShown_NotExecuted()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            var step = JsonSerializer.Serialize(new { seq = 1, at = "2026-01-31T00:00:00Z", kind = "verdict", text = Hostile }, Raw);
            await context.Response.WriteAsync($"id: 1\nevent: verdict\ndata: {step}\n\n");
        });
        using var program = server.Client();

        var run = (await program.RunAsync("incidents", "watch", "inc_1", "--until-verdict")).ShouldSucceed();

        Acted.ShouldAllBe(acted => !run.Output.Contains(acted, StringComparison.Ordinal));
    }

    private static readonly JsonSerializerOptions Raw = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whatever is asked for, everywhere the same text; as raw in the JSON as JSON allows.</summary>
    private static async Task AnswerAsync(HttpContext context)
    {
        var row = new Dictionary<string, object?>
        {
            ["permissions"] = new[] { new { permission = Hostile, outcome = Hostile, message = Hostile, remedy = Hostile } },
            ["causes"] = new[] { new { rank = 1, category = Hostile, summary = Hostile, supporting = new[] { Hostile }, confidence = 0.5 } },
            ["recommendedActions"] = new[] { Hostile }, ["warnings"] = new[] { Hostile }, ["steps"] = new[] { Hostile },
            ["details"] = new Dictionary<string, string> { [Hostile] = Hostile }, [Hostile] = Hostile, ["count"] = 1,
        };
        foreach (var name in (string[])
            ["id", "title", "summary", "status", "severity", "source", "description", "name", "provider", "account", "evidenceId",
             "type", "rawSnippet", "action", "actor", "subject", "verdict", "reason", "remedy", "incidentId", "key",
             "investigationId", "state", "lastError", "lastStatus", "channel", "event", "kind", "target", "tenantId", "tenantName", "keyName"])
        {
            row[name] = Hostile;
        }

        row["roles"] = new[] { "member", "admin", "operator", Hostile };
        row["channels"] = new[] { new Dictionary<string, object?>(row) };
        row["lastTest"] = new Dictionary<string, object?>(row) { ["ok"] = false, ["message"] = Hostile };
        var isList = context.Request.Method == "GET" && context.Request.Path.Value != "/v1/whoami"
            && (context.Request.Path.Value!.Split('/').Length <= 3 || context.Request.Path.Value.EndsWith("evidence", StringComparison.Ordinal)
            || context.Request.Path.Value.Contains("deliveries", StringComparison.Ordinal)
            || context.Request.Path.Value.Contains("senders", StringComparison.Ordinal));
        object answer = isList ? new { items = new[] { row }, cursor = (string?)null, count = 1, dependencies = new[] { row } } : row;
        await context.Response.WriteAsync(JsonSerializer.Serialize(answer, Raw) + (context.Request.Path.Value!.EndsWith("export", StringComparison.Ordinal) ? "\n" : ""));
    }
}
