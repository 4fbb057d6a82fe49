using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;
using Microsoft.AspNetCore.WebUtilities;

namespace CauseFlow.CloudSimulation.Lambda;

/// <summary>AWS Lambda, REST JSON; the function in the path is a name or an encoded ARN.</summary>
internal sealed class LambdaService(LoadedScenario scenario) : IAwsService
{
    public string Name => "lambda";

    public string SigningName => "lambda";

    public AwsProtocol Protocol { get; } = new RestJsonProtocol();

    public bool Claims(AwsRequest request) =>
        request.RawPath.StartsWith("/20", StringComparison.Ordinal) && request.Header("x-amz-target") is null;

    public string OperationOf(AwsRequest request) => (request.Method, Segments(request)) switch
    {
        ("GET", ["2015-03-31", "functions", _, "configuration"]) => "GetFunctionConfiguration",
        ("GET", ["2015-03-31", "functions", _, "versions"]) => "ListVersionsByFunction",
        ("GET", ["2015-03-31", "functions", _, "aliases"]) => "ListAliases",
        ("GET", ["2015-03-31", "event-source-mappings"]) => "ListEventSourceMappings",
        ("GET", ["2019-09-30", "functions", _, "concurrency"]) => "GetFunctionConcurrency",
        _ => throw new AwsException(AwsFault.UnknownOperation, "Unknown Operation"),
    };

    public AwsResponse Invoke(string operation, AwsCall call)
    {
        var query = QueryHelpers.ParseQuery(call.Request.RawQuery)
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        var body = operation == "ListEventSourceMappings"
            ? EventSourceMappings(query, call)
            : ForFunction(operation, query, call);
        return AwsResponse.OfJson(body, "application/json");
    }

    private object ForFunction(string operation, Dictionary<string, string> query, AwsCall call)
    {
        var reference = FunctionReference.Parse(
            Uri.UnescapeDataString(Segments(call.Request)[2]), query.GetValueOrDefault("Qualifier"),
            call.Region, scenario.Data.Account);
        call.Require($"lambda:{operation}", reference.Arn);
        var function = scenario.Data.Functions.FirstOrDefault(
                candidate => scenario.Data.FunctionArn(candidate) == reference.UnqualifiedArn)
            ?? throw NotFound(reference);
        var view = new FunctionView(scenario, function);
        return operation switch
        {
            "GetFunctionConfiguration" => view.Configuration(reference.Qualifier) ?? throw NotFound(reference),
            "ListVersionsByFunction" => Page(view.Versions(), "Versions", query),
            "ListAliases" => Page(view.Aliases(), "Aliases", query),
            _ => function.ReservedConcurrency is { } reserved
                ? new { ReservedConcurrentExecutions = reserved }
                : new object(),
        };
    }

    private Dictionary<string, object> EventSourceMappings(Dictionary<string, string> query, AwsCall call)
    {
        call.Require("lambda:ListEventSourceMappings", "*");
        var name = query.GetValueOrDefault("FunctionName");
        var wanted = name is null
            ? null
            : FunctionReference.Parse(name, null, call.Region, scenario.Data.Account).UnqualifiedArn;
        var functions = scenario.Data.Functions
            .Where(_ => call.Region == scenario.Data.Region)
            .Where(function => wanted is null || scenario.Data.FunctionArn(function) == wanted)
            .ToList();
        if (wanted is not null && functions.Count == 0)
        {
            throw NotFound(FunctionReference.Parse(name!, null, call.Region, scenario.Data.Account));
        }

        return Page(
            [.. functions.SelectMany(function => new FunctionView(scenario, function).EventSources())],
            "EventSourceMappings", query);
    }

    private static Dictionary<string, object> Page(
        IReadOnlyList<object> items, string member, Dictionary<string, string> query)
    {
        var size = 50;
        if (query.TryGetValue("MaxItems", out var text) && (!int.TryParse(text, out size) || size is < 1 or > 10_000))
        {
            throw Invalid($"Value '{text}' at 'maxItems' failed to satisfy constraint: between 1 and 10000");
        }

        // Lambda never sends more than 50 whatever was asked for.
        size = Math.Min(size, 50);
        var offset = PageToken.Read(member, query.GetValueOrDefault("Marker")) ?? throw Invalid("Invalid Marker.");
        var page = new Dictionary<string, object> { [member] = items.Skip(offset).Take(size) };
        if (items.Count > offset + size)
        {
            page["NextMarker"] = PageToken.Issue(member, offset + size);
        }

        return page;
    }

    private static string[] Segments(AwsRequest request) =>
        request.RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static AwsException NotFound(FunctionReference reference) =>
        new("ResourceNotFoundException", $"Function not found: {reference.Arn}", 404);

    private static AwsException Invalid(string message) => new("InvalidParameterValueException", message);
}
