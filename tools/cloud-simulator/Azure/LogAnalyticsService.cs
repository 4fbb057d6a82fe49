using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Azure.Kql;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Logs;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Log Analytics: queries over the workspace, or over what one resource wrote.</summary>
internal sealed class LogAnalyticsService(LoadedScenario scenario, ScenarioAzure data, AzureRoles roles, LogGenerator generator)
{
    private const string Workspaces = "/v1/workspaces/";
    private const string Query = "/query";
    private const string Permission = "Microsoft.OperationalInsights/workspaces/query/read";
    private static readonly string[] Columns = ["TimeGenerated", "_ResourceId", "Source", "Level", "Message"];

    public static string PermissionOf(string path) => path.EndsWith(Query, StringComparison.Ordinal) ? Permission
        : throw new AzureException(404, "PathNotFoundError", "The requested path does not exist");

    public AzureResponse Answer(AzureRequest request, ScenarioAzureApp app, AzureSwitch fault)
    {
        var workspace = data.Workspace;
        string? resource = null;
        if (request.Path.StartsWith(Workspaces, StringComparison.OrdinalIgnoreCase))
        {
            var id = request.Path[Workspaces.Length..^Query.Length];
            if (workspace is null || !id.Equals(workspace.Id, StringComparison.OrdinalIgnoreCase))
            {
                throw new AzureException(404, "WorkspaceNotFoundError", "The workspace could not be found");
            }

            Demand(app, Permission, workspace.ResourceId);
        }
        else
        {
            resource = request.Path["/v1".Length..^Query.Length];
            Demand(app, "Microsoft.Insights/logs/read", resource);
        }

        if (fault.NoContent)
        {
            return new AzureResponse(204, "application/json", []);
        }

        var body = request.Json;
        var query = KqlQuery.Parse(body["query"]?.GetValue<string>() ?? "");
        if (query.Tables is ["print"])
        {
            return AzureResponse.Of(Table([]));
        }

        if (resource is null)
        {
            foreach (var table in query.Tables)
            {
                Demand(app, $"Microsoft.OperationalInsights/workspaces/query/{table}/read", workspace!.ResourceId);
            }
        }

        var known = workspace?.Rows.Where(rows => resource is null || rows.ResourceId.StartsWith(resource, StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        if (query.Tables.FirstOrDefault(table => !known.Exists(rows => rows.Table == table)) is { } missing && (!query.IsFuzzy || known.Count == 0))
        {
            throw new AzureException(400, "BadArgumentError", $"'where' operator: Failed to resolve table or column expression named '{missing}'")
            {
                Inner = ["SemanticError", "SEM0100"],
            };
        }

        var (from, to) = SpanOf(body["timespan"]?.GetValue<string>());
        var rows = fault.RowBytes > 0 ? Flood(fault.RowBytes)
            : query.Run(known.Where(rows => query.Tables.Contains(rows.Table)).SelectMany(rows => RowsOf(rows, from, to)).Select(row => new KqlRow(row)))
                .Select(row => row.Values);
        var answer = Table(rows);
        if (fault.PartialError)
        {
            answer["error"] = JsonNode.Parse(
                """
                {"code":"PartialError","message":"There were some errors when processing your query.","details":[{"code":"EngineError",
                "message":"Something went wrong processing your query on the server.","innererror":{"code":"-2133196797",
                "message":"The results of this query exceed the set limit of 500000 records (E_QUERY_RESULT_SET_TOO_LARGE).","severity":2,"severityName":"Error"}}]}
                """);
        }

        return AzureResponse.Of(answer);
    }

    private void Demand(ScenarioAzureApp app, string action, string scope)
    {
        if (!roles.Allows(app, action, scope))
        {
            throw new AzureException(403, "InsufficientAccessError", "The provided credentials have insufficient access to perform the requested operation");
        }
    }

    private (DateTimeOffset From, DateTimeOffset To) SpanOf(string? text)
    {
        var parts = text?.Split('/') ?? [];
        return parts.Length == 2 ? (Time(parts[0]), Time(parts[1])) : (scenario.Now.AddHours(-1), scenario.Now);
    }

    private IEnumerable<JsonObject> RowsOf(ScenarioAzureRows rows, DateTimeOffset from, DateTimeOffset to) => generator
        .Lines(new ScenarioLogGroup { Name = $"{rows.Table}/{rows.ResourceId}/{rows.Level}", Events = rows.Events }, from, to)
        .Select(line => new JsonObject
        {
            ["TimeGenerated"] = line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["_ResourceId"] = rows.ResourceId.ToLowerInvariant(), ["Source"] = rows.Table, ["Level"] = rows.Level, ["Message"] = line.Message,
        });

    /// <summary>A server that heeds no bound of the query.</summary>
    private IEnumerable<JsonObject> Flood(long bytes)
    {
        var text = new string('x', 1_000);
        for (long written = 0; written < bytes; written += text.Length)
        {
            yield return new JsonObject
            {
                ["TimeGenerated"] = scenario.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["_ResourceId"] = "", ["Source"] = "Syslog", ["Level"] = "Error", ["Message"] = text,
            };
        }
    }

    private static JsonObject Table(IEnumerable<JsonObject> rows) => new()
    {
        ["tables"] = new JsonArray(new JsonObject
        {
            ["name"] = "PrimaryResult",
            ["columns"] = new JsonArray([.. Columns.Select(name => (JsonNode)new JsonObject { ["name"] = name, ["type"] = name == "TimeGenerated" ? "datetime" : "string" })]),
            ["rows"] = new JsonArray([.. rows.Select(row => (JsonNode)new JsonArray([.. Columns.Select(name => row[name]?.DeepClone())]))]),
        }),
    };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
