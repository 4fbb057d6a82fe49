using System.Net;
using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Conformance.Aws;

/// <summary>The suite over services of the query protocol; all their calls are optional.</summary>
public abstract class QuerySourceConformance : AwsSourceConformance
{
    protected override FakeCloud CreateCloud() => new() { Answer = (action, _) => QueryAnswers.Of(action, Alarm), ActionOf = AwsAnswers.ActionOf };

    /// <summary>Namespace, metric, dimension and its value of the alarm.</summary>
    private protected abstract (string Namespace, string Metric, string Dimensions) Alarm { get; }

    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    protected override HttpResponseMessage Denied(string action) => FakeCloud.Xml(
        HttpStatusCode.Forbidden,
        $"""
        <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:sts::123456789012:assumed-role/R/s is not authorized to perform: {action} because no identity-based policy allows the {action} action</Message></Error><RequestId>r</RequestId></ErrorResponse>
        """);
}

public sealed class LoadBalancerSourceConformance : QuerySourceConformance
{
    private protected override (string Namespace, string Metric, string Dimensions) Alarm => (
        "AWS/ApplicationELB", "UnHealthyHostCount",
        """{"Name":"LoadBalancer","Value":"app/front/0123456789abcdef"},{"Name":"TargetGroup","Value":"targetgroup/web/fedcba9876543210"}""");

    private protected override IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) =>
    [
        new LoadBalancerResolver(
            new CloudWatchClient(http), new EcsClient(http, new EnvironmentHasher()), new LoadBalancerClient(http), [], new CollectionOptions()),
    ];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new LoadBalancerSource(new LoadBalancerClient(http));

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(
        context, 11, ResourceKinds.TargetGroup, "elasticloadbalancing", i => $"targetgroup/g{i}/fedcba9876543210");
}

public sealed class AutoScalingSourceConformance : QuerySourceConformance
{
    private protected override (string Namespace, string Metric, string Dimensions) Alarm =>
        ("AWS/EC2", "CPUUtilization", """{"Name":"AutoScalingGroupName","Value":"web"}""");

    private protected override IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) =>
        [new ScalingGroupResolver(new AutoScalingClient(http))];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new AutoScalingSource(new AutoScalingClient(http));

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(
        context, 4, ResourceKinds.AutoScalingGroup, "autoscaling", i => $"autoScalingGroup:autoScalingGroupName/g{i}");
}

public sealed class RdsSourceConformance : QuerySourceConformance
{
    private protected override (string Namespace, string Metric, string Dimensions) Alarm =>
        ("AWS/RDS", "FreeStorageSpace", """{"Name":"DBInstanceIdentifier","Value":"orders"}""");

    private protected override IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) => [new DataStoreResolver(new RdsClient(http))];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) => new RdsSource(new RdsClient(http), options);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) =>
        Many(context, 6, ResourceKinds.RdsInstance, "rds", i => $"db:d{i}");
}

public sealed class SqsSourceConformance : AwsSourceConformance
{
    protected override FakeCloud CreateCloud() => new()
    {
        Answer = (action, _) => QueryAnswers.Of(action, ("AWS/SQS", "ApproximateAgeOfOldestMessage", """{"Name":"QueueName","Value":"orders"}""")),
        ActionOf = AwsAnswers.ActionOf,
    };

    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    private protected override IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) => [new DataStoreResolver(new RdsClient(http))];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) => new SqsSource(new QueueClient(http));

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(context, 6, ResourceKinds.SqsQueue, "sqs", i => $"q{i}");
}

public sealed class DynamoDbSourceConformance : AwsSourceConformance
{
    protected override FakeCloud CreateCloud() => new()
    {
        Answer = (action, _) => QueryAnswers.Of(action, ("AWS/DynamoDB", "ReadThrottleEvents", """{"Name":"TableName","Value":"orders"}""")),
        ActionOf = AwsAnswers.ActionOf,
    };

    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    private protected override IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) => [new DataStoreResolver(new RdsClient(http))];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) => new DynamoDbSource(new TableClient(http));

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) =>
        Many(context, 6, ResourceKinds.DynamoDbTable, "dynamodb", i => $"table/t{i}");
}

/// <summary>Good answers; texts carry a canary.</summary>
internal static class QueryAnswers
{
    private const string Canary = "canary.person@example.com";
    private const string Group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/fedcba9876543210";
    private const string Balancer = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/front/0123456789abcdef";

    public static string Of(string action, (string Namespace, string Metric, string Dimensions) alarm) => action switch
    {
        "cloudwatch:DescribeAlarms" => $$"""
            {"MetricAlarms":[{"AlarmName":"errors","AlarmArn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors",
            "StateValue":"ALARM","StateUpdatedTimestamp":1795176000,"Namespace":"{{alarm.Namespace}}","MetricName":"{{alarm.Metric}}",
            "Statistic":"Maximum","Period":60,"EvaluationPeriods":1,"Threshold":1,"Dimensions":[{{alarm.Dimensions}}]}]}
            """,
        "ecs:ListClusters" => """{"clusterArns":[]}""",
        "sqs:GetQueueAttributes" => $$"""
            {"Attributes":{"ApproximateNumberOfMessages":"4","VisibilityTimeout":"30","Note":"{{Canary}}",
            "RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:orders-dead\",\"maxReceiveCount\":3}"} }
            """,
        "dynamodb:DescribeTable" => $$"""
            {"Table":{"TableName":"orders","TableStatus":"ACTIVE","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5},
            "GlobalSecondaryIndexes":[{"IndexName":"by-{{Canary}}","IndexStatus":"UPDATING"}]} }
            """,
        "elasticloadbalancing:DescribeTargetHealth" => Answer(action, $"""
            <TargetHealthDescriptions>
            <member><Target><Id>10.0.1.5</Id><Port>80</Port></Target><TargetHealth><State>unhealthy</State>
            <Reason>Target.FailedHealthChecks</Reason><Description>Health checks failed, ask {Canary}</Description></TargetHealth></member>
            <member><Target><Id>10.0.1.6</Id><Port>80</Port></Target><TargetHealth><State>healthy</State></TargetHealth></member>
            </TargetHealthDescriptions>
            """),
        "elasticloadbalancing:DescribeTargetGroups" => Answer(action, $"""
            <TargetGroups><member><TargetGroupArn>{Group}</TargetGroupArn><HealthCheckPath>/up?who={Canary}</HealthCheckPath>
            <TargetType>ip</TargetType><Port>80</Port><LoadBalancerArns><member>{Balancer}</member></LoadBalancerArns></member></TargetGroups>
            """),
        "elasticloadbalancing:DescribeLoadBalancers" => Answer(action, $"""
            <LoadBalancers><member><LoadBalancerArn>{Balancer}</LoadBalancerArn><State><Code>active_impaired</Code>
            <Reason>tell {Canary}</Reason></State><Type>application</Type></member></LoadBalancers>
            """),
        "autoscaling:DescribeAutoScalingGroups" => Answer(action, $"""
            <AutoScalingGroups><member><AutoScalingGroupName>web</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>4</MaxSize>
            <DesiredCapacity>2</DesiredCapacity><Instances><member><InstanceId>i-0123456789abcdef0</InstanceId>
            <LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus></member></Instances>
            <SuspendedProcesses><member><ProcessName>Launch</ProcessName><SuspensionReason>by {Canary}</SuspensionReason></member></SuspendedProcesses>
            </member></AutoScalingGroups>
            """),
        "autoscaling:DescribeScalingActivities" => Answer(action, $"""
            <Activities><member><ActivityId>a-1</ActivityId><StatusCode>Failed</StatusCode><StartTime>2026-11-20T11:50:00Z</StartTime>
            <Description>Launching a new EC2 instance</Description><StatusMessage>Insufficient capacity, ask {Canary}</StatusMessage></member>
            <member><ActivityId>a-2</ActivityId><StatusCode>Successful</StatusCode><StartTime>2026-11-20T10:50:00Z</StartTime>
            <Description>Launching a new EC2 instance: i-0123456789abcdef0</Description><Cause>asked by {Canary}</Cause></member></Activities>
            """),
        "rds:DescribeDBInstances" => Answer(action, $"""
            <DBInstances><DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus>
            <Engine>postgres</Engine><AllocatedStorage>20</AllocatedStorage><MasterUsername>{Canary}</MasterUsername>
            <PendingModifiedValues><MasterUserPassword>{Canary}</MasterUserPassword><DBInstanceClass>db.m5.large</DBInstanceClass></PendingModifiedValues>
            </DBInstance></DBInstances>
            """),
        "rds:DescribeEvents" => Answer(action, $"""
            <Events><Event><Date>2026-11-20T11:50:00Z</Date><Message>Multi-AZ failover began, ask {Canary}</Message>
            <EventCategories><EventCategory>failover</EventCategory></EventCategories></Event></Events>
            """),
        _ => "{}",
    };

    private static string Answer(string action, string content)
    {
        var operation = action.Split(':')[1];
        return $"<{operation}Response xmlns=\"http://aws.amazonaws.com/doc/\"><{operation}Result>{content}</{operation}Result></{operation}Response>";
    }
}
