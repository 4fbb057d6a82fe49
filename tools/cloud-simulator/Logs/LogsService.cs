using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Logs;

internal sealed record DescribeLogGroupsRequest(
    string? logGroupNamePrefix,
    string? logGroupNamePattern,
    int? limit,
    string? nextToken);

internal sealed record StartQueryRequest(
    string? logGroupName,
    IReadOnlyList<string>? logGroupNames,
    IReadOnlyList<string>? logGroupIdentifiers,
    long? startTime,
    long? endTime,
    string? queryString,
    int? limit);

internal sealed record QueryIdRequest(string? queryId);

/// <summary>Amazon CloudWatch Logs, awsJson1.1, target Logs_20140328.</summary>
internal sealed class LogsService(LoadedScenario scenario, LogGenerator generator, QueryStore queries) : IAwsService
{
    private const string Target = "Logs_20140328.";
    private const int MaxGroups = 50;
    private const long MaxEpochSeconds = 100_000_000_000;
    private readonly JsonProtocol protocol = new("application/x-amz-json-1.1", "", "");

    public string Name => "logs";

    public string SigningName => "logs";

    public AwsProtocol Protocol => protocol;

    public bool Claims(AwsRequest request) =>
        request.Header("x-amz-target")?.StartsWith(Target, StringComparison.Ordinal) == true;

    public string OperationOf(AwsRequest request) => request.Header("x-amz-target")![Target.Length..] switch
    {
        var name and ("DescribeLogGroups" or "StartQuery" or "GetQueryResults" or "StopQuery") => name,
        _ => throw new AwsException(AwsFault.UnknownOperation, ""),
    };

    public AwsResponse Invoke(string operation, AwsCall call) => AwsResponse.OfJson(
        operation switch
        {
            "DescribeLogGroups" => DescribeLogGroups(Read<DescribeLogGroupsRequest>(call), call),
            "StartQuery" => StartQuery(Read<StartQueryRequest>(call), call),
            "GetQueryResults" => GetQueryResults(Read<QueryIdRequest>(call), call),
            _ => StopQuery(Read<QueryIdRequest>(call), call),
        },
        protocol.ContentType);

    private T Read<T>(AwsCall call) => JsonBody.Read<T>(call.Request, protocol);

    private object DescribeLogGroups(DescribeLogGroupsRequest request, AwsCall call)
    {
        call.Require("logs:DescribeLogGroups", AnyGroup(call));
        if (request.limit is < 1 or > 50 || request is { logGroupNamePrefix: not null, logGroupNamePattern: not null })
        {
            throw Invalid("limit must be 1 to 50, and LogGroup name prefix and LogGroup name pattern are mutually "
                + "exclusive parameters.");
        }

        var size = request.limit ?? 50;
        var offset = PageToken.Read("DescribeLogGroups", request.nextToken)
            ?? throw Invalid("The specified nextToken is invalid.");
        var found = scenario.Data.LogGroups
            .Where(_ => call.Region == scenario.Data.Region)
            .Where(group => group.Name.StartsWith(request.logGroupNamePrefix ?? "", StringComparison.Ordinal))
            .Where(group => group.Name.Contains(request.logGroupNamePattern ?? "", StringComparison.OrdinalIgnoreCase))
            .OrderBy(group => group.Name, StringComparer.Ordinal)
            .ToList();
        return new
        {
            logGroups = found.Skip(offset).Take(size).Select(group => new
            {
                logGroupName = group.Name,
                creationTime = scenario.At(-60 * 24 * 90).ToUnixTimeMilliseconds(),
                retentionInDays = group.RetentionDays,
                metricFilterCount = 0,
                arn = scenario.Data.LogGroupArn(group) + ":*",
                storedBytes = 48_113_922,
                logGroupClass = "STANDARD",
                logGroupArn = scenario.Data.LogGroupArn(group),
            }),
            nextToken = found.Count > offset + size ? PageToken.Issue("DescribeLogGroups", offset + size) : null,
        };
    }

    private object StartQuery(StartQueryRequest request, AwsCall call)
    {
        var identifiers = Identifiers(request);
        foreach (var name in identifiers)
        {
            call.Require(
                "logs:StartQuery",
                $"arn:aws:logs:{call.Region}:{scenario.Data.Account}:log-group:{NameOf(name, call)}:log-stream:");
        }

        if (request is not { startTime: { } start, endTime: { } end, queryString.Length: > 0 and <= 10_000 }
            || request.limit is < 1 or > 10_000)
        {
            throw Invalid("startTime, endTime and queryString are required, and limit must be 1 to 10000.");
        }

        if (start < 0 || end > MaxEpochSeconds || end < start)
        {
            throw Invalid("startTime and endTime must be epoch seconds, and the end may not be before the start.");
        }

        var query = InsightsParser.Parse(request.queryString);
        var groups = identifiers.Select(identifier => Group(identifier, call)).ToList();
        var (from, to) = (DateTimeOffset.FromUnixTimeSeconds(start), DateTimeOffset.FromUnixTimeSeconds(end));
        var running = queries.Start(() => InsightsEngine.Run(
            query,
            [.. groups.SelectMany(group => generator.Lines(group, from, to)
                .Select(line => (line, $"{scenario.Data.Account}:{group.Name}")))],
            request.limit ?? 10_000));
        return running is null
            ? throw new AwsException(
                "LimitExceededException",
                $"Account maximum query concurrency limit of [{QueryStore.MaxConcurrent}] reached.")
            : new { queryId = running.Id };
    }

    private object GetQueryResults(QueryIdRequest request, AwsCall call)
    {
        call.Require("logs:GetQueryResults", AnyGroup(call));
        var query = Query(request);
        var status = query.Poll();
        var result = status == "Complete" ? query.Result : new InsightsResult([], 0, 0, 0);
        return new
        {
            queryLanguage = "CWLI",
            results = result.Rows.Select(row => row.Select(field => new { field = field.Field, value = field.Value })),
            statistics = new
            {
                recordsMatched = (double)result.RecordsMatched,
                recordsScanned = (double)result.RecordsScanned,
                bytesScanned = (double)result.BytesScanned,
                estimatedRecordsSkipped = 0.0,
                estimatedBytesSkipped = 0.0,
            },
            status,
        };
    }

    private object StopQuery(QueryIdRequest request, AwsCall call)
    {
        call.Require("logs:StopQuery", AnyGroup(call));
        return Query(request).Cancel()
            ? new { success = true }
            : throw Invalid("Query is not in a state that can be stopped.");
    }

    private RunningQuery Query(QueryIdRequest request) =>
        queries.Find(request.queryId ?? throw Invalid("queryId is required."))
        ?? throw new AwsException("ResourceNotFoundException", $"Query with ID {request.queryId} does not exist.");

    private static IReadOnlyList<string> Identifiers(StartQueryRequest request)
    {
        var given = new[]
        {
            request.logGroupName is null ? null : [request.logGroupName],
            request.logGroupNames,
            request.logGroupIdentifiers,
        }.OfType<IReadOnlyList<string>>().ToList();
        return given.Count == 1 && given[0].Count is >= 1 and <= MaxGroups
            ? given[0]
            : throw Invalid("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given.");
    }

    private ScenarioLogGroup Group(string identifier, AwsCall call)
    {
        var name = NameOf(identifier, call);
        return scenario.Data.LogGroups.FirstOrDefault(
                group => call.Region == scenario.Data.Region && group.Name == name)
            ?? throw new AwsException(
                "ResourceNotFoundException",
                $"Log group '{name}' does not exist for account ID '{scenario.Data.Account}' (Service: AWSLogs; "
                + "Status Code: 400; Error Code: ResourceNotFoundException; "
                + $"Request ID: {call.RequestId}; Proxy: null)");
    }

    /// <summary>An identifier is a name or the ARN without the trailing ":*", which AWS refuses.</summary>
    private string NameOf(string identifier, AwsCall call)
    {
        var prefix = $"arn:aws:logs:{call.Region}:{scenario.Data.Account}:log-group:";
        if (identifier.EndsWith('*'))
        {
            throw Invalid("The log group identifier may not end with an asterisk (*).");
        }

        return identifier.StartsWith(prefix, StringComparison.Ordinal) ? identifier[prefix.Length..] : identifier;
    }

    private string AnyGroup(AwsCall call) =>
        $"arn:aws:logs:{call.Region}:{scenario.Data.Account}:log-group::log-stream:";

    private static AwsException Invalid(string message) => new("InvalidParameterException", message);
}
