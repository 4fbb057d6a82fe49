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

internal sealed record DescribeMetricFiltersRequest(
    string? logGroupName,
    string? filterNamePrefix,
    string? metricName,
    string? metricNamespace,
    int? limit,
    string? nextToken);

internal sealed record FilterLogEventsRequest(
    string? logGroupName,
    string? logGroupIdentifier,
    long? startTime,
    long? endTime,
    string? filterPattern,
    int? limit,
    string? nextToken);

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
        var name and ("DescribeLogGroups" or "StartQuery" or "GetQueryResults" or "StopQuery"
            or "DescribeMetricFilters" or "FilterLogEvents") => name,
        _ => throw new AwsException(AwsFault.UnknownOperation, ""),
    };

    public AwsResponse Invoke(string operation, AwsCall call) => AwsResponse.OfJson(
        operation switch
        {
            "DescribeLogGroups" => DescribeLogGroups(Read<DescribeLogGroupsRequest>(call), call),
            "StartQuery" => StartQuery(Read<StartQueryRequest>(call), call),
            "DescribeMetricFilters" => DescribeMetricFilters(Read<DescribeMetricFiltersRequest>(call), call),
            "FilterLogEvents" => FilterLogEvents(Read<FilterLogEventsRequest>(call), call),
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
                metricFilterCount = scenario.Data.MetricFilters.Count(filter => filter.LogGroup == group.Name),
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

        var query = InsightsParser.Parse(request.queryString, call.Switch.QueriesArePlain);
        var groups = identifiers.Select(identifier => Group(identifier, call)).ToList();
        var (from, to) = (DateTimeOffset.FromUnixTimeSeconds(start), DateTimeOffset.FromUnixTimeSeconds(end));
        var running = queries.Start(() => InsightsEngine.Run(
            query,
            [.. groups.SelectMany(group => generator.Lines(group, from, to)
                .Select(line => (line, $"{scenario.Data.Account}:{group.Name}")))],
            request.limit ?? 10_000), call.Switch);
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
        var rows = result.Rows.Select(row => row.Select(field => new { field = field.Field, value = field.Value }));
        return query.IsAtOnce ? new { results = rows, status } : new
        {
            queryLanguage = "CWLI",
            results = rows,
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

    private object DescribeMetricFilters(DescribeMetricFiltersRequest request, AwsCall call)
    {
        call.Require("logs:DescribeMetricFilters", AnyGroup(call));
        if (request.limit is < 1 or > 50 || (request.metricName is null) != (request.metricNamespace is null))
        {
            throw Invalid("limit must be 1 to 50, and metricName and metricNamespace are given together or not at all.");
        }

        var size = request.limit ?? 50;
        var offset = PageToken.Read("DescribeMetricFilters", request.nextToken)
            ?? throw Invalid("The specified nextToken is invalid.");
        var found = scenario.Data.MetricFilters
            .Where(_ => call.Region == scenario.Data.Region)
            .Where(filter => request.logGroupName is null || filter.LogGroup == request.logGroupName)
            .Where(filter => filter.Name.StartsWith(request.filterNamePrefix ?? "", StringComparison.Ordinal))
            .Where(filter => request.metricName is null
                || (filter.MetricName == request.metricName && filter.MetricNamespace == request.metricNamespace))
            .OrderBy(filter => filter.Name, StringComparer.Ordinal)
            .ToList();
        return new
        {
            metricFilters = found.Skip(offset).Take(size).Select(filter => new
            {
                filterName = filter.Name,
                filterPattern = filter.Pattern,
                metricTransformations = new[]
                {
                    new
                    {
                        metricName = filter.MetricName, metricNamespace = filter.MetricNamespace, metricValue = "1",
                        defaultValue = filter.DefaultValue,
                    },
                },
                creationTime = scenario.At(-60 * 24 * 90).ToUnixTimeMilliseconds(),
                logGroupName = filter.LogGroup,
            }),
            nextToken = found.Count > offset + size ? PageToken.Issue("DescribeMetricFilters", offset + size) : null,
        };
    }

    /// <summary>A page ends at the limit or at one megabyte, as AWS's does.</summary>
    private object FilterLogEvents(FilterLogEventsRequest request, AwsCall call)
    {
        var name = request.logGroupName ?? request.logGroupIdentifier ?? throw Invalid("A log group is required.");
        call.Require(
            "logs:FilterLogEvents",
            $"arn:aws:logs:{call.Region}:{scenario.Data.Account}:log-group:{NameOf(name, call)}:log-stream:");
        if (request.limit is < 1 or > 10_000)
        {
            throw Invalid("limit must be 1 to 10000.");
        }

        var offset = PageToken.Read("FilterLogEvents", request.nextToken) ?? throw Invalid("The specified nextToken is invalid.");
        var pattern = FilterPattern.Parse(request.filterPattern ?? "");
        var lines = generator.Lines(
                Group(name, call), DateTimeOffset.FromUnixTimeMilliseconds(request.startTime ?? 0),
                DateTimeOffset.FromUnixTimeMilliseconds((request.endTime ?? scenario.Now.ToUnixTimeMilliseconds()) - 1))
            .Where(line => pattern.Matches(line.Message)).ToList();
        var bytes = 0;
        var page = lines.Skip(offset).Take(request.limit ?? 10_000)
            .TakeWhile(line => (bytes += line.Message.Length) <= 1_000_000).ToList();
        var next = offset + page.Count;
        return new
        {
            events = page.Select(line => new
            {
                logStreamName = line.Stream,
                timestamp = line.Time.ToUnixTimeMilliseconds(),
                message = line.Message,
                ingestionTime = line.Time.AddMilliseconds(750).ToUnixTimeMilliseconds(),
                eventId = line.Pointer,
            }),
            searchedLogStreams = Array.Empty<object>(),
            nextToken = next < lines.Count ? PageToken.Issue("FilterLogEvents", next) : null,
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
