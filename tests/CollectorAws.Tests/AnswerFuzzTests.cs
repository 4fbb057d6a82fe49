using System.Net;
using System.Text;
using System.Text.Json;
using CauseFlow.Collection.Environments;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>Whatever a cloud, or what stands between, answers: readers leave out what they cannot read, and never throw.</summary>
public sealed class AnswerFuzzTests
{
    private static readonly IReadOnlyList<string> Answers =
    [
        """{"AlarmName":"errors","AlarmArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors","StateValue":"ALARM","StateUpdatedTimestamp":1772366400.5,"AlarmActions":["arn:aws:sns:us-east-1:123456789012:alarms"],"Namespace":"AWS/Lambda","MetricName":"Errors","Dimensions":[{"Name":"FunctionName","Value":"f"}],"Period":60,"Threshold":1.0,"Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"n","MetricName":"m"},"Period":60,"Stat":"Sum"}}],"AlarmRule":"ALARM(a) OR OK(\"b\")"}""",
        """{"AlarmName":"errors","Timestamp":1772366400,"HistoryItemType":"StateUpdate","HistorySummary":"Alarm updated from OK to ALARM","HistoryData":"{\"oldState\":{\"stateValue\":\"OK\"},\"newState\":{\"stateValue\":\"ALARM\"}}"}""",
        """{"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/c/s","serviceName":"s","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/c","status":"ACTIVE","desiredCount":2,"runningCount":1,"deployments":[{"id":"d","status":"PRIMARY","createdAt":1772366400}],"events":[{"id":"e","createdAt":1772366400.1,"message":"m"}],"containerDefinitions":[{"name":"c","environment":[{"name":"A","value":"b"}]}]}""",
        """{"EventId":"e","EventName":"ModifyDBInstance","EventTime":1772366400,"EventSource":"rds.amazonaws.com","CloudTrailEvent":"{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/r/s\"},\"eventTime\":\"2026-03-01T12:00:00Z\",\"eventSource\":\"rds.amazonaws.com\",\"eventName\":\"ModifyDBInstance\",\"awsRegion\":\"us-east-1\",\"requestParameters\":{\"dBInstanceIdentifier\":\"d\",\"allocatedStorage\":100}}"}""",
    ];

    [Fact]
    public Task Json() => FuzzRun.OnAsync("JSON of AWS", Answers, input =>
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            return false;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            return AlarmReader.Alarm(root) is not null | AlarmReader.Named(root) is not null | EcsJson.Service(root) is not null
                | EcsJson.Task(root) is not null | EcsJson.TaskDefinition(root, new EnvironmentHasher()) is not null
                | TrailReader.Event(root) is not null;
        }
    });

    [Fact]
    public Task Errors() => FuzzRun.OnAsync(
        "errors of AWS",
        [
            """{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: logs:StartQuery on resource: * because no identity-based policy allows it"}""",
            "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>",
            "<html><body>502 Bad Gateway</body></html>",
        ],
        input =>
        {
            using var response = new HttpResponseMessage((HttpStatusCode)(400 + (input.Length % 200)));
            return AwsErrors.Classify("logs:StartQuery", "us-east-1", response, input).Remedy.Length > 0;
        });

    [Fact]
    public Task Names() => FuzzRun.OnAsync(
        "ARN and rule of an alarm", ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:a:b", "ALARM(\"a\") AND (OK(b) OR NOT INSUFFICIENT_DATA(arn:aws:cloudwatch:us-east-1:1:alarm:c))"],
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            AlarmRule.NamesIn(text).ShouldAllBe(name => name.Length > 0 && name.Length <= 255);
            return AlarmArn.Parse(text) is not null;
        });
}
