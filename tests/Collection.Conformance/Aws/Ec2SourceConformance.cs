using System.Net;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Conformance.Aws;

/// <summary>The suite over EC2's own wire form, through AWS's own client.</summary>
public sealed class Ec2SourceConformance : AwsSourceConformance
{
    protected override FakeCloud CreateCloud() => new() { Answer = (action, _) => Ec2Answers.Of(action), ActionOf = Ec2Answers.ActionOf };

    protected override HttpResponseMessage Denied(string action) => FakeCloud.Xml(
        HttpStatusCode.Forbidden,
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/R/s is not authorized to perform: {action} because no identity-based policy allows the {action} action</Message></Error></Errors><RequestID>r</RequestID></Response>
        """);

    private protected override IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) =>
        [new Ec2Resolver(new Ec2Client(http), new LogsClient(http), new CollectionOptions())];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new Ec2Source(new Ec2Client(http), options);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) =>
        Many(context, 101, ResourceKinds.Ec2Instance, "ec2", i => $"instance/i-{i:x17}");
}

/// <summary>Good answers about one impaired instance and its healthy sibling; texts carry a canary.</summary>
internal static class Ec2Answers
{
    private const string Canary = "canary.person@example.com";
    private const string Namespace = "xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"";

    public static string ActionOf(HttpRequestMessage request)
    {
        if (request.Headers.Contains("X-Amz-Target"))
        {
            return AwsAnswers.ActionOf(request);
        }

        using var reader = new StreamReader(request.Content!.ReadAsStream());
        return "ec2:" + reader.ReadToEnd().Split('&').Single(pair => pair.StartsWith("Action=", StringComparison.Ordinal))[7..];
    }

    public static string Of(string action) => action switch
    {
        "cloudwatch:DescribeAlarms" => """
            {"MetricAlarms":[{"AlarmName":"errors","AlarmArn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors",
            "StateValue":"ALARM","StateUpdatedTimestamp":1795176000,"Namespace":"AWS/EC2","MetricName":"StatusCheckFailed_System",
            "Statistic":"Maximum","Period":60,"EvaluationPeriods":1,"Threshold":1,
            "Dimensions":[{"Name":"InstanceId","Value":"i-0123456789abcdef0"}]}]}
            """,
        "ec2:DescribeInstances" => $"""
            <DescribeInstancesResponse {Namespace}><requestId>r</requestId><reservationSet>
            <item><reservationId>r-1</reservationId><instancesSet>{Instance("i-0123456789abcdef0")}{Instance("i-0123456789abcdef1")}</instancesSet></item>
            </reservationSet></DescribeInstancesResponse>
            """,
        "ec2:DescribeInstanceStatus" => $"""
            <DescribeInstanceStatusResponse {Namespace}><requestId>r</requestId><instanceStatusSet>
            {Status("i-0123456789abcdef0", "impaired")}{Status("i-0123456789abcdef1", "ok")}
            </instanceStatusSet></DescribeInstanceStatusResponse>
            """,
        _ => "{}",
    };

    private static string Instance(string id) => $"""
        <item><instanceId>{id}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name></instanceState>
        <reason>asked for by {Canary} (2026-11-20 11:00:00 GMT)</reason><instanceType>m6i.large</instanceType>
        <launchTime>2026-11-20T11:40:00.000Z</launchTime><placement><availabilityZone>eu-west-1a</availabilityZone></placement>
        <iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/{Canary}</arn></iamInstanceProfile>
        <tagSet><item><key>Name</key><value>web</value></item><item><key>owner</key><value>{Canary}</value></item></tagSet></item>
        """;

    private static string Status(string id, string system) => $"""
        <item><instanceId>{id}</instanceId><instanceState><code>16</code><name>running</name></instanceState>
        <eventsSet><item><instanceEventId>e</instanceEventId><code>system-reboot</code><description>tell {Canary}</description>
        <notBefore>2026-11-20T11:50:00.000Z</notBefore></item></eventsSet>
        <systemStatus><status>{system}</status><details><item><name>reachability</name><status>failed</status>
        <impairedSince>2026-11-20T11:55:00.000Z</impairedSince></item></details></systemStatus>
        <instanceStatus><status>ok</status></instanceStatus></item>
        """;
}
