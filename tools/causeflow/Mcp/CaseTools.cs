using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CauseFlow.Cli.Mcp;

/// <summary>The tools: each is one or two calls of the API, with bounded answers.</summary>
internal sealed class CaseTools(ApiClient api)
{
    private const int MostRows = 100;

    /// <summary>An assistant reads it all, so that a page of evidence must not be a whole log.</summary>
    private const int MaxAnswer = 200_000;

    public IEnumerable<McpServerTool> Reading() =>
    [
        Tool(ListIncidentsAsync, "list_incidents", "Incidents, the newest first, with status, severity, cause and confidence.", isReading: true),
        Tool(GetCaseAsync, "get_case",
            "One incident: ranked causes with the evidence ids for and against, what was ruled out, what could not be seen, next steps.",
            isReading: true),
        Tool(GetEvidenceAsync, "get_evidence",
            "Evidence of an incident by filter, or one piece by its id with the raw snippet and where it lies in the cloud.", isReading: true),
    ];

    public IEnumerable<McpServerTool> Starting() =>
    [
        Tool(StartInvestigationAsync, "start_investigation",
            "Investigates an incident again. It reads the connected accounts, which costs some of their quota; the person is asked first.",
            isReading: false),
    ];

    private static McpServerTool Tool(Delegate run, string name, string description, bool isReading) =>
        McpServerTool.Create(run, new McpServerToolCreateOptions
        {
            Name = name, Description = description, ReadOnly = isReading, Destructive = false, Idempotent = isReading, OpenWorld = true,
        });

    private Task<CallToolResult> ListIncidentsAsync(
        [Description("open, triaging, investigating, resolved or closed")] string? status = null,
        [Description("critical, high, medium, low or info")] string? severity = null,
        [Description("words of title, summary or resource")] string? search = null,
        [Description("1 to 100, default 20")] int limit = 20,
        CancellationToken cancellationToken = default) => AnswerAsync(async () => (await api.GetAsync(
            "v1/incidents" + Query.Of(
            [
                ("status", status), ("severity", severity), ("q", search), ("limit", $"{Math.Clamp(limit, 1, MostRows)}"),
            ]), cancellationToken)).Body);

    private Task<CallToolResult> GetCaseAsync(
        [Description("inc_…")] string incidentId, CancellationToken cancellationToken = default) => AnswerAsync(async () =>
        {
            var path = Query.Segment(incidentId);
            var incident = await api.GetAsync($"v1/incidents/{path}", cancellationToken);
            string investigation;
            try
            {
                investigation = (await api.GetAsync($"v1/investigation/{path}", cancellationToken)).Body;
            }
            catch (ApiException exception) when (exception.Code == "investigation_not_found")
            {
                investigation = "null";
            }

            return $"{{\"incident\":{incident.Body},\"investigation\":{WithoutSnippets(investigation)}}}";
        });

    private Task<CallToolResult> GetEvidenceAsync(
        [Description("inc_…; with filters, a page of its evidence")] string? incidentId = null,
        [Description("evi_…; one piece, as get_case cites it")] string? evidenceId = null,
        [Description("log, metric, resource, deployment, config_change, alert or relation")] string? type = null,
        [Description("the cursor of the page before")] string? cursor = null,
        [Description("1 to 100, default 20")] int limit = 20,
        CancellationToken cancellationToken = default) => AnswerAsync(async () =>
        {
            if (evidenceId is not null)
            {
                return (await api.GetAsync($"v1/evidence/{Query.Segment(evidenceId)}", cancellationToken)).Body;
            }

            return incidentId is null
                ? throw new CommandException("Give incidentId or evidenceId.")
                : WithoutSnippets((await api.GetAsync($"v1/triage/{Query.Segment(incidentId)}/evidence" + Query.Of(
                [
                    ("type", type), ("cursor", cursor), ("limit", $"{Math.Clamp(limit, 1, MostRows)}"),
                ]), cancellationToken)).Body);
        });

    private Task<CallToolResult> StartInvestigationAsync(
        McpServer server,
        [Description("inc_…")] string incidentId, [Description("names to look for, at most 10")] string[]? hints = null,
        CancellationToken cancellationToken = default) => AnswerAsync(async () =>
        {
            await StartQuestion.AskAsync(server, api, incidentId, hints ?? [], cancellationToken);
            return (await api.SendAsync(
                HttpMethod.Post, $"v1/investigation/{Query.Segment(incidentId)}", JsonSerializer.Serialize(new { hints = hints ?? [] }),
                cancellationToken, Guid.NewGuid().ToString())).Body;
        });

    /// <summary>Of a list the raw snippets are left out: one piece has its own.</summary>
    private static string WithoutSnippets(string json)
    {
        var answer = JsonNode.Parse(json);
        foreach (var name in (string[])["evidence", "items"])
        {
            foreach (var row in answer?[name] as JsonArray ?? [])
            {
                (row as JsonObject)?.Remove("rawSnippet");
            }
        }

        return answer?.ToJsonString() ?? "null";
    }

    /// <summary>What the API says against it is an answer that an assistant can act on.</summary>
    private static async Task<CallToolResult> AnswerAsync(Func<Task<string>> ask)
    {
        try
        {
            var text = PlainText.Json(await ask());
            return text.Length <= MaxAnswer
                ? Result(text, isError: false)
                : Result($"The answer has {text.Length} characters, more than {MaxAnswer}. Ask for less: a filter, or a smaller limit.", isError: true);
        }
        catch (ApiException exception)
        {
            return Result($"{exception.Code}: {exception.Message} {exception.Suggestion}".TrimEnd(), isError: true);
        }
        catch (CommandException exception)
        {
            return Result($"{exception.Message} {exception.Suggestion}".TrimEnd(), isError: true);
        }
    }

    private static CallToolResult Result(string text, bool isError) =>
        new() { Content = [new TextContentBlock { Text = text }], IsError = isError };
}
