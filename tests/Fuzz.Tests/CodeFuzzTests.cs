using System.Net;
using System.Text;
using System.Text.Json;
using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.AzureMonitor;
using CauseFlow.Ingestion.Custom;
using CauseFlow.Ingestion.GcpMonitoring;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.AzureMonitor;
using CauseFlow.Ingestion.Tests.GcpMonitoring;

namespace CauseFlow.Fuzz.Tests;

/// <summary>Everything that reads what strangers write: it takes an input or refuses it, and does neither crash nor hang.</summary>
public sealed class CodeFuzzTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public Task Envelopes_of_SNS() => RunAsync("SNS envelope", [Envelope("Notification"), Envelope("SubscriptionConfirmation")], input =>
    {
        var options = new SnsOptions();
        try
        {
            var message = SnsEnvelopeParser.Parse(input);
            SnsStringToSign.Of(message).ShouldNotBeEmpty();
            SnsUrl.SigningCertificate(message, options).Uri.Host.ShouldEndWith(".amazonaws.com");
            if (message.SubscribeUrl is not null)
            {
                SnsUrl.Confirmation(message, options).Uri.Host.ShouldBe(message.Topic.Host);
            }

            return true;
        }
        catch (SnsRejectedException)
        {
            return false;
        }
    });

    [Fact]
    public Task Alarms_of_CloudWatch() => RunAsync(
        "CloudWatch alarm", [Utf8(AlarmMessages.Metric("checkout-errors", AlarmState.Alarm, At)), Utf8(AlarmMessages.CompositeOf("checkout-down", AlarmState.Alarm, At, "ALARM(a) OR NOT OK(\"b\")", ["a"]))],
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            CloudWatchAlarmParser.AccountOf(text);
            if (CloudWatchAlarmParser.Parse(text).Alarm is not { } alarm)
            {
                return false;
            }

            CompositeRule.NamedBy(alarm).ShouldBeUnique();
            JsonSerializer.Serialize(alarm, ContractJson.Options).ShouldNotBeEmpty();
            return true;
        });

    [Fact]
    public Task Rules_of_composite_alarms() => RunAsync(
        "composite rule", [Utf8("""ALARM("checkout-errors") AND (NOT OK(arn:aws:cloudwatch:us-east-1:123456789012:alarm:db) OR ALARM(queue-age))""")],
        input =>
        {
            var names = AlarmRule.NamesIn(Encoding.UTF8.GetString(input));
            names.ShouldAllBe(name => name.Length > 0 && name.Length <= 255);
            return names.Count > 0;
        });

    [Fact]
    public Task Alerts_of_Azure() => RunAsync("Azure alert",
        [AzureAlerts.Metric("a", true, At).Bytes(), AzureAlerts.Log("b", true, At).Bytes()], input => Alert(new AzureAlertParser(), input));

    [Fact]
    public Task Incidents_of_Google() => RunAsync("Google incident", [GcpIncidents.Run("0.a", true, At).Bytes()],
        input => Alert(new GcpIncidentParser(), input));

    [Fact]
    public Task Alerts_of_anything() => RunAsync("custom alert",
        [Utf8("""{"title":"Checkout is slow","description":"Since noon.","severity":"high","sourceAlertId":"a-1","service":"checkout","tags":["team:shop"],"metadata":{"a":"b","c":1}}""")],
        input => CustomAlertReader.Parse(input) is { } alert && CustomAlertReader.Check(alert).Count == 0);

    [Fact]
    public Task Names_of_resources() => RunAsync(
        "ARN and ARM id",
        [
            Utf8("arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout errors"), Utf8("arn:aws-cn:sns:cn-north-1:123456789012:alarms"),
            Utf8(AzureAlerts.Vm), Utf8(AzureAlerts.Workspace), Utf8($"/subscriptions/{AzureAlerts.Subscription}"),
        ],
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            var topic = SnsTopic.TryParse(text);
            if (topic is not null)
            {
                Uri.CheckHostName(topic.Host).ShouldBe(UriHostNameType.Dns);
            }

            // Each of them goes into the path of a call.
            var scope = AzureId.ParseScope(text);
            var path = scope?.Path ?? "";
            path.ShouldNotContain("..");
            path.ShouldNotContain("?");
            return topic is not null | scope is not null | ArmId.TryParse(text) is not null
                | Ingestion.Alarms.AlarmArn.TryParse(text) is not null | CollectorAws.Resolve.AlarmArn.Parse(text) is not null;
        });

    [Fact]
    public Task Records_of_CloudTrail() => RunAsync("CloudTrail event", [Trail()], input =>
    {
        if (Json(input) is not { } document)
        {
            return false;
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object && TrailReader.Event(document.RootElement) is not null;
        }
    });

    [Fact]
    public Task Answers_of_clouds() => RunAsync("cloud JSON", [Utf8("""{"a":{"b":["x",1,true,{"c":"2026-03-01T12:00:00Z"}]},"d":{"e":"f"}}""")], input =>
    {
        if (Json(input) is not { } document)
        {
            return false;
        }

        using (document)
        {
            var root = document.RootElement;
            _ = (CloudJson.Text(root, "a"), root.Number("a", "b"), root.Time("d", "e"), root.Seconds("d"), root.Items("a", "b").Count,
                root.Texts("a", "b").Count, root.Pairs("d").Count, root.IsTrue("a"));
            return true;
        }
    });

    [Fact]
    public Task Answers_of_AWS() => RunAsync("AWS alarm, history, task",
        [
            Utf8("""{"AlarmName":"errors","AlarmArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors","StateValue":"ALARM","StateUpdatedTimestamp":1772366400.5,"AlarmActions":["arn:aws:sns:us-east-1:123456789012:alarms"],"Namespace":"AWS/Lambda","MetricName":"Errors","Dimensions":[{"Name":"FunctionName","Value":"f"}],"Period":60,"Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"n","MetricName":"m"},"Period":60,"Stat":"Sum"}}],"AlarmRule":"ALARM(a)"}"""),
            Utf8("""{"AlarmName":"errors","Timestamp":1772366400,"HistoryItemType":"StateUpdate","HistorySummary":"Alarm updated from OK to ALARM","HistoryData":"{\"oldState\":{\"stateValue\":\"OK\"},\"newState\":{\"stateValue\":\"ALARM\"}}"}"""),
            Utf8("""{"serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/c/s","serviceName":"s","clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/c","desiredCount":2,"deployments":[{"id":"d","createdAt":1772366400}],"events":[{"id":"e","createdAt":1772366400.1,"message":"m"}],"containerDefinitions":[{"name":"c","environment":[{"name":"A","value":"b"}]}]}"""),
        ],
        input =>
        {
            if (Json(input) is not { } document)
            {
                return false;
            }

            using (document)
            {
                var root = document.RootElement;
                return root.ValueKind == JsonValueKind.Object && (AlarmReader.Alarm(root) is not null | AlarmReader.Named(root) is not null
                    | EcsJson.Service(root) is not null | EcsJson.Task(root) is not null
                    | EcsJson.TaskDefinition(root, new EnvironmentHasher()) is not null);
            }
        });

    [Fact]
    public Task Refusals_of_AWS() => RunAsync("AWS error",
        [
            Utf8("""{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: logs:StartQuery"}"""),
            Utf8("<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"),
            Utf8("<html><body>502 Bad Gateway</body></html>"),
        ],
        input =>
        {
            using var response = new HttpResponseMessage((HttpStatusCode)(400 + (input.Length % 200)));
            return AwsErrors.Classify("logs:StartQuery", "us-east-1", response, input).Remedy.Length > 0;
        });

    /// <summary>A role or a queue is taken to the letter; what goes into a policy comes out of it as the one text that it was.</summary>
    [Fact]
    public Task Roles_and_queues() => RunAsync("role and queue ARN",
        [Utf8("arn:aws:iam::123456789012:role/path/r"), Utf8("arn:aws:sqs:eu-west-1:123456789012:causeflow-intake")],
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            var (role, queue) = (RoleArn.Parse(text), QueueArn.Parse(text));
            queue?.Arn.ShouldBe(text);
            using var document = JsonDocument.Parse(AwsPolicies.Intake(text).ToJsonString());
            var statement = document.RootElement.GetProperty("Statement").EnumerateArray().ShouldHaveSingleItem();
            statement.GetProperty("Resource").GetString().ShouldBe(text);
            statement.GetProperty("Action").EnumerateArray().ShouldAllBe(action => action.GetString()!.StartsWith("sqs:", StringComparison.Ordinal));
            return role is not null || queue is not null;
        });

    /// <summary>However regions are written, a session's policy stays JSON, allows the plans' actions and nothing else, and fits.</summary>
    [Fact]
    public Task Policies_of_sessions() => RunAsync("session policy", [Utf8("us-east-1\neu-west-1")], input =>
    {
        string[] regions = [.. Encoding.UTF8.GetString(input).Split('\n').Take(200)];
        try
        {
            var policy = AwsPolicies.Session(AwsPlans.All, regions);
            policy.Length.ShouldBeLessThanOrEqualTo(AwsPolicies.MaxSessionPolicyLength);
            using var document = JsonDocument.Parse(policy);
            var statement = document.RootElement.GetProperty("Statement").EnumerateArray().ShouldHaveSingleItem();
            statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()).ShouldBe(AwsPolicies.ActionsOf(AwsPlans.All));
            statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("aws:RequestedRegion").GetArrayLength()
                .ShouldBe(regions.Length);
            return true;
        }
        catch (SessionPolicyTooLongException)
        {
            return false;
        }
    });

    [Fact]
    public Task Lines_of_logs()
    {
        var redactor = new Redactor();
        var window = new InvestigationWindow { From = At.AddMinutes(-15), To = At, Baselines = [] };
        return RunAsync("log lines",
            [Utf8("2026-03-01 ERROR Order 17 of a@b.example failed: password=hunter22 {\"a\":[1,2]}\n\tat Shop.Orders.Place(Orders.cs:12)"),
                Utf8("""{"level":"error","msg":"timeout after 3000 ms","traceId":"4bf92f3577b34da6"}""")],
            input =>
            {
                var miner = new LogMiner(window, new LogMiningOptions());
                foreach (var line in redactor.Redact(Encoding.UTF8.GetString(input)).Split('\n').Take(500))
                {
                    miner.Add(new LogLine(At.AddMinutes(-1), line));
                }

                return miner.Finish().Patterns.Count > 0;
            });
    }

    private static Task RunAsync(string name, IReadOnlyList<byte[]> corpus, Func<byte[], bool> takes) =>
        FuzzRun.OfAsync(name, corpus, input => Task.FromResult(takes(input)));

    private static bool Alert(IAlertParser parser, byte[] input)
    {
        try
        {
            return parser.Parse(input, At).Reading.Alarm is { } alarm && JsonSerializer.Serialize(alarm, ContractJson.Options).Length > 0;
        }
        catch (AlertRefusedException)
        {
            return false;
        }
    }

    private static JsonDocument? Json(byte[] input)
    {
        try
        {
            return JsonDocument.Parse(input);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Envelope(string type) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
    {
        ["Type"] = type,
        ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        ["TopicArn"] = "arn:aws:sns:us-east-1:123456789012:alarms",
        ["Message"] = "hello",
        ["Timestamp"] = "2026-03-01T12:00:00.000Z",
        ["Token"] = "2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a747ba6f3beb71854e285d6ad02428b09ceece29417f1f02d609c582afbacc99c583a916b9981dd2728f4ae6fdb82efd087cc3b7849e05798d2d2785c03b0879594eeac82c01f235d0e717736",
        ["SubscribeURL"] = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-1:123456789012:alarms&Token=2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a747ba6f3beb71854e285d6ad02428b09ceece29417f1f02d609c582afbacc99c583a916b9981dd2728f4ae6fdb82efd087cc3b7849e05798d2d2785c03b0879594eeac82c01f235d0e717736",
        ["SigningCertURL"] = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        ["SignatureVersion"] = "2",
        ["Signature"] = Convert.ToBase64String(new byte[256]),
    });

    private static byte[] Trail() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        EventId = "e1",
        EventName = "UpdateFunctionConfiguration20150331v2",
        EventSource = "lambda.amazonaws.com",
        EventTime = 1_772_366_400,
        Username = "deployer",
        Resources = new[] { new { ResourceType = "AWS::Lambda::Function", ResourceName = "checkout" } },
        CloudTrailEvent = """{"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/Deploy/someone"},"requestParameters":{"functionName":"checkout","memorySize":128}}""",
    });

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
