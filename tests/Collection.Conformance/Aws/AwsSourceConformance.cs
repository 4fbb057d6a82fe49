using System.Globalization;
using System.Net;
using System.Text.Json;
using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;

namespace CauseFlow.Collection.Conformance.Aws;

/// <summary>The suite over a fake AWS; each source of the AWS collector is one concrete class.</summary>
public abstract class AwsSourceConformance : EvidenceSourceConformance
{
    private const string Account = "123456789012";

    protected override string Region => "eu-west-1";

    protected override CollectionTarget Target { get; } = new()
    {
        Alarm = new AlarmFact
        {
            Provider = CloudProvider.Aws, Id = $"arn:aws:cloudwatch:eu-west-1:{Account}:alarm:errors", Name = "errors",
            Account = Account, Region = "eu-west-1", State = AlarmState.Alarm, StateChangedAt = Now,
        },
        Resources = [],
        Accounts = [Account],
        Regions = ["eu-west-1"],
    };

    private protected abstract IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options);

    private protected virtual IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) =>
        [new LambdaResolver(new LambdaClient(http, new EnvironmentHasher()))];

    protected override FakeCloud CreateCloud() => new() { Answer = AwsAnswers.Of, ActionOf = AwsAnswers.ActionOf };

    protected override HttpResponseMessage Denied(string action) => FakeCloud.Json(HttpStatusCode.BadRequest,
        $$"""{"__type":"AccessDeniedException","Message":"User: arn:aws:sts::{{Account}}:assumed-role/R/s is not authorized to perform: {{action}} on resource: * because no identity-based policy allows the {{action}} action"}""");

    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds)
    {
        var options = new CollectorAwsOptions
        {
            AttemptTimeoutSeconds = attemptTimeoutSeconds, MaxAttempts = 2, RetryDelayMilliseconds = 0, QueryPollMilliseconds = 1,
            FilterLogEventsIntervalMilliseconds = 0, LookupEventsIntervalMilliseconds = 0,
        };
        var endpoints = new AwsEndpoints(new ConfigurationBuilder().Build());
        var session = new AwsSession(new RedeemedCredentials
        {
            AccessKeyId = "ASIAX", SecretAccessKey = "s", SessionToken = "t",
        });
        var http = new AwsHttp(new AwsTransport(cloud), endpoints, options, session, Region, TimeProvider.System);
        return
        [
            [new AlarmSource(new CloudWatchClient(http))],
            [new ResolveSource(Resolvers(http))],
            [Create(http, options)],
        ];
    }

    /// <summary>So many resources of a kind, as resolving would give them.</summary>
    private protected static EvidenceBatch Many(
        CollectionContext context, int count, string kind, string service, Func<int, string> path) => new()
        {
            Resources = [.. Enumerable.Range(0, count).Select(i => AwsResources.Of(
                context, kind, service, path(i), path(i)[(path(i).LastIndexOfAny([':', '/']) + 1)..]))],
        };

    /// <summary>So many alarms that are going off, each on a metric of its own.</summary>
    private protected static EvidenceBatch ManyAlarms(CollectionContext context, int count) => new()
    {
        Watched = [.. Enumerable.Range(0, count).Select(i => new WatchedAlarm(
            new AlarmFact
            {
                EvidenceId = $"evi_{i}", Provider = CloudProvider.Aws, Name = $"a{i}", Account = Account, Region = context.Region,
                Id = $"arn:aws:cloudwatch:eu-west-1:{Account}:alarm:a{i}", State = AlarmState.Alarm, StateChangedAt = Now,
            },
            [new MetricExpression
            {
                Id = "m1", ReturnData = true, Dimensions = new Dictionary<string, string>(),
                Metric = new MetricRule
                {
                    Namespace = "Shop", Name = $"m{i}", Statistic = "Sum", PeriodSeconds = 60, EvaluationPeriods = 1,
                },
            }],
            $"a{i}"))],
    };
}

/// <summary>Resolving is held to the same as what collects.</summary>
public sealed class ResolveSourceConformance : AwsSourceConformance
{
    /// <summary>Whatever fails, an alarm names its resource by itself.</summary>
    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds) =>
        [.. base.CreateSources(cloud, attemptTimeoutSeconds).Take(2)];

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => ManyAlarms(context, 40);

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new ResolveSource(Resolvers(http));
}

public sealed class MetricsSourceConformance : AwsSourceConformance
{
    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new MetricsSource(new CloudWatchClient(http), new CollectionOptions());

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) =>
        Many(context, 20, ResourceKinds.LambdaFunction, "lambda", i => $"function:f{i}");
}

public sealed class LogsSourceConformance : AwsSourceConformance
{
    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new LogsSource(new LogsClient(http), new CollectionOptions(), options);

    /// <summary>All groups are read; lines beyond the bounds are counted as skipped.</summary>
    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

/// <summary>The same suite where Insights is refused, so that every line comes through FilterLogEvents.</summary>
public sealed class FilteredLogsSourceConformance : AwsSourceConformance
{
    protected override FakeCloud CreateCloud()
    {
        var cloud = base.CreateCloud();
        return new FakeCloud { Answer = cloud.Answer, ActionOf = cloud.ActionOf, Always = action => action == "logs:StartQuery" ? Denied(action) : null };
    }

    /// <summary>The lines were read, and the refusal of Insights still shows.</summary>
    protected override CoverageOutcome GoodOutcome => CoverageOutcome.Partial;

    /// <summary>Insights is refused whatever happens to the rest.</summary>
    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Denied;

    protected override bool IsFaulty(string action) => action == "logs:FilterLogEvents";

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new LogsSource(new LogsClient(http), new CollectionOptions(), options);

    /// <summary>All groups are read; lines beyond the bounds are counted as skipped.</summary>
    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

public sealed class AlarmHistorySourceConformance : AwsSourceConformance
{
    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new AlarmHistorySource(new CloudWatchClient(http), new CollectionOptions(), options);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => ManyAlarms(context, 10);
}

public sealed class LambdaSourceConformance : AwsSourceConformance
{
    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new LambdaSource(new LambdaClient(http, new EnvironmentHasher()), new CollectionOptions(), options);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) =>
        Many(context, 6, ResourceKinds.LambdaFunction, "lambda", i => $"function:f{i}");
}

public sealed class CloudTrailSourceConformance : AwsSourceConformance
{
    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new CloudTrailSource(new CloudTrailClient(http), options);

    /// <summary>Of functions of which there are sixty writes.</summary>
    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) =>
        Many(context, 60, ResourceKinds.LambdaFunction, "lambda", i => $"function:f{i}");
}

public sealed class AlarmSourceConformance : AwsSourceConformance
{
    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds) =>
        [base.CreateSources(cloud, attemptTimeoutSeconds)[0]];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new AlarmSource(new CloudWatchClient(http));

    /// <summary>Nothing is resolved before it; its bound of alarms below it has tests of its own.</summary>
    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

/// <summary>Good answers in the wire forms of each API; texts carry a canary.</summary>
internal static class AwsAnswers
{
    private const string Canary = "canary.person@example.com";
    private static readonly long Noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    public static string ActionOf(HttpRequestMessage request)
    {
        if (request.Headers.TryGetValues("X-Amz-Target", out var target))
        {
            var parts = target.Single().Split('.');
            return parts[0] switch
            {
                "AmazonEC2ContainerServiceV20141113" => "ecs:",
                "Logs_20140328" => "logs:",
                "com" => "cloudtrail:",
                "AmazonSQS" => "sqs:",
                "DynamoDB_20120810" => "dynamodb:",
                _ => "cloudwatch:",
            } + parts[^1];
        }

        if (request.Content is { } form && request.Method == HttpMethod.Post)
        {
            using var reader = new StreamReader(form.ReadAsStream());
            var action = reader.ReadToEnd().Split('&').Single(pair => pair.StartsWith("Action=", StringComparison.Ordinal))[7..];
            return $"{request.RequestUri!.Host.Split('.')[0]}:{action}";
        }

        return "lambda:" + request.RequestUri!.AbsolutePath.Trim('/').Split('/') switch
        {
            [.., "configuration"] => "GetFunctionConfiguration",
            [.., "versions"] => "ListVersionsByFunction",
            [.., "aliases"] => "ListAliases",
            [.., "concurrency"] => "GetFunctionConcurrency",
            _ => "ListEventSourceMappings",
        };
    }

    public static string Of(string action, int before) => action switch
    {
        "cloudwatch:DescribeAlarms" => $$"""
            {"MetricAlarms":[{"AlarmName":"errors","AlarmArn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors",
            "AlarmDescription":"ask {{Canary}}","StateValue":"ALARM","StateReason":"by {{Canary}}","StateUpdatedTimestamp":{{Noon}},
            "Namespace":"AWS/Lambda","MetricName":"Errors","Statistic":"Sum","Period":60,"EvaluationPeriods":1,"Threshold":1,
            "Dimensions":[{"Name":"FunctionName","Value":"checkout"}]}]}
            """,
        "cloudwatch:GetMetricData" => $$"""
            {"MetricDataResults":[{"Id":"m0","Timestamps":[{{Noon - 120}},{{Noon - 60}}],"Values":[1,2.5],"StatusCode":"Complete"}]}
            """,
        "cloudwatch:DescribeAlarmHistory" => $$$"""
            {"AlarmHistoryItems":[{"AlarmName":"errors","Timestamp":{{{Noon - 86_400}}},"HistoryItemType":"StateUpdate",
            "HistorySummary":"Alarm updated from OK to ALARM by {{{Canary}}}"}]}
            """,
        "logs:FilterLogEvents" => $$"""
            {"events":[{"timestamp":{{(Noon - 599) * 1000}},"logStreamName":"a/[1]","message":"ERROR mail to {{Canary}} failed"}]}
            """,
        "logs:StartQuery" => $$"""{"queryId":"q{{before.ToString(CultureInfo.InvariantCulture)}}"}""",
        "logs:GetQueryResults" => $$"""
            {"status":"Complete","statistics":{"recordsMatched":1,"bytesScanned":10},"results":[[
            {"field":"minute","value":"2026-11-20 11:50:00.000"},{"field":"lines","value":"1"},
            {"field":"@timestamp","value":"2026-11-20 11:50:01.000"},{"field":"@logStream","value":"a/[1]"},
            {"field":"@message","value":"ERROR mail to {{Canary}} failed"}]]}
            """,
        "lambda:ListVersionsByFunction" => before % 2 == 0
            ? $$"""{"Versions":[{{Version("$LATEST", 128)}},{{Version("1", 1024)}}],"NextMarker":"more"}"""
            : $$"""{"Versions":[{{Version("2", 128)}}]}""",
        "lambda:GetFunctionConfiguration" => Version("$LATEST", 128),
        "lambda:ListAliases" => """{"Aliases":[{"Name":"live","FunctionVersion":"2"}]}""",
        "lambda:ListEventSourceMappings" => """
            {"EventSourceMappings":[{"EventSourceArn":"arn:aws:sqs:eu-west-1:123456789012:orders","State":"Enabled"}]}
            """,
        "cloudtrail:LookupEvents" => $$"""
            {"Events":[{{Write("checkout")}},{{string.Join(',', Enumerable.Range(0, 60).Select(i => Write($"f{i}")))}}]}
            """,
        _ => "{}",
    };

    private static string Write(string function)
    {
        var record = $"{{\"userIdentity\":{{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/Admin/{Canary}\"}},"
            + $"\"requestParameters\":{{\"functionName\":\"{function}\",\"environment\":{{\"variables\":{{\"KEY\":\"{Canary}\"}}}}}}}}";
        return $$"""
            {"EventId":"id-{{function}}","EventName":"UpdateFunctionConfiguration20150331v2","EventSource":"lambda.amazonaws.com",
            "EventTime":{{Noon - 600}},"Username":"{{Canary}}","Resources":[],"CloudTrailEvent":{{JsonSerializer.Serialize(record)}} }
            """;
    }

    private static string Version(string version, int memory) => $$$"""
        {"FunctionName":"checkout","Version":"{{{version}}}","MemorySize":{{{memory}}},"Timeout":3,"Runtime":"nodejs20.x",
        "CodeSha256":"abc","LastModified":"2026-11-20T11:40:00.000+0000","State":"Active","StateReason":"{{{Canary}}}",
        "Environment":{"Variables":{"OWNER":"{{{Canary}}}","API_KEY":"{{{Canary}}}{{{version}}}"} }
        }
        """;
}
