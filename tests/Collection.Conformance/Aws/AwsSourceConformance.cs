using System.Globalization;
using System.Net;
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
            FilterLogEventsIntervalMilliseconds = 0,
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

    protected override int StagesBefore => 2;
}

public sealed class MetricsSourceConformance : AwsSourceConformance
{
    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new MetricsSource(new CloudWatchClient(http), new CollectionOptions());
}

public sealed class LogsSourceConformance : AwsSourceConformance
{
    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new LogsSource(new LogsClient(http), new CollectionOptions(), options);
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
}

public sealed class AlarmHistorySourceConformance : AwsSourceConformance
{
    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new AlarmHistorySource(new CloudWatchClient(http), new CollectionOptions(), options);
}

public sealed class LambdaSourceConformance : AwsSourceConformance
{
    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new LambdaSource(new LambdaClient(http, new EnvironmentHasher()), new CollectionOptions(), options);
}

public sealed class AlarmSourceConformance : AwsSourceConformance
{
    protected override int StagesBefore => 0;

    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds) =>
        [base.CreateSources(cloud, attemptTimeoutSeconds)[0]];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new AlarmSource(new CloudWatchClient(http));
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
                _ => "cloudwatch:",
            } + parts[1];
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
        _ => "{}",
    };

    private static string Version(string version, int memory) => $$$"""
        {"FunctionName":"checkout","Version":"{{{version}}}","MemorySize":{{{memory}}},"Timeout":3,"Runtime":"nodejs20.x",
        "CodeSha256":"abc","LastModified":"2026-11-20T11:40:00.000+0000","State":"Active","StateReason":"{{{Canary}}}",
        "Environment":{"Variables":{"OWNER":"{{{Canary}}}","API_KEY":"{{{Canary}}}{{{version}}}"} }
        }
        """;
}
