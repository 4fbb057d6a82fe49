using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Conformance.Aws;

public sealed class EcsSourceConformance : AwsSourceConformance
{
    protected override FakeCloud CreateCloud() => new() { Answer = EcsAnswers.Of, ActionOf = AwsAnswers.ActionOf };

    private protected override IReadOnlyList<IResourceResolver> Resolvers(AwsHttp http) =>
        [new EcsResolver(new EcsClient(http, new EnvironmentHasher()), new CollectionOptions())];

    private protected override IEvidenceSource Create(AwsHttp http, CollectorAwsOptions options) =>
        new EcsSource(new EcsClient(http, new EnvironmentHasher()), new CollectionOptions(), options);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) =>
        Many(context, 6, ResourceKinds.EcsService, "ecs", i => $"service/shop/s{i}");
}

/// <summary>Good answers of ECS; texts and environment values carry a canary.</summary>
internal static class EcsAnswers
{
    private const string Canary = "canary.person@example.com";
    private const string Arn = "arn:aws:ecs:eu-west-1:123456789012:";
    private static readonly long Noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    public static string Of(string action, int before) => action switch
    {
        "cloudwatch:DescribeAlarms" => $$"""
            {"MetricAlarms":[{"AlarmName":"errors","AlarmArn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors",
            "StateValue":"ALARM","StateUpdatedTimestamp":{{Noon}},"Namespace":"AWS/ECS","MetricName":"CPUUtilization",
            "Statistic":"Average","Period":60,"EvaluationPeriods":1,"Threshold":90,
            "Dimensions":[{"Name":"ClusterName","Value":"shop"},{"Name":"ServiceName","Value":"web"}]}]}
            """,
        "ecs:DescribeServices" => $$"""
            {"services":[{"serviceName":"web","status":"ACTIVE","desiredCount":2,"runningCount":1,"pendingCount":1,
            "taskDefinition":"{{Arn}}task-definition/web:2","deployments":[
            {"id":"ecs-svc/2","status":"PRIMARY","taskDefinition":"{{Arn}}task-definition/web:2","createdAt":{{Noon - 600}},
            "rolloutState":"IN_PROGRESS","rolloutStateReason":"by {{Canary}}","failedTasks":1},
            {"id":"ecs-svc/1","status":"ACTIVE","taskDefinition":"{{Arn}}task-definition/web:1","createdAt":{{Noon - 90000}} }],
            "events":[{"createdAt":{{Noon - 60}},"message":"(service web) was unable to place a task for {{Canary}}"}]}]}
            """,
        "ecs:ListServices" => $$"""{"serviceArns":["{{Arn}}service/shop/web"]}""",
        "ecs:ListTasks" => before % 2 == 0
            ? $$"""{"taskArns":["{{Arn}}task/shop/aaaa"]}""" : $$"""{"taskArns":["{{Arn}}task/shop/bbbb"]}""",
        "ecs:DescribeTasks" => before % 2 == 0
            ? $$"""
              {"tasks":[{"taskArn":"{{Arn}}task/shop/aaaa","taskDefinitionArn":"{{Arn}}task-definition/web:2","lastStatus":"STOPPED",
              "createdAt":{{Noon - 500}},"stoppedAt":{{Noon - 300}},"stopCode":"EssentialContainerExited","startedBy":"ecs-svc/2",
              "stoppedReason":"asked {{Canary}}","containers":[{"name":"web","exitCode":137,"reason":"OutOfMemoryError: {{Canary}}"}]}]}
              """
            : $$"""
              {"tasks":[{"taskArn":"{{Arn}}task/shop/bbbb","taskDefinitionArn":"{{Arn}}task-definition/web:1","lastStatus":"RUNNING",
              "healthStatus":"HEALTHY","startedBy":"ecs-svc/1","createdAt":{{Noon - 90000}},"containers":[{"name":"web"}]}]}
              """,
        "ecs:DescribeTaskDefinition" => $$"""{"taskDefinition":{{Definition(before == 0 || before % 2 == 1 ? 2 : 1)}} }""",
        _ => "{}",
    };

    private static string Definition(int revision) => $$"""
        {"family":"web","revision":{{revision}},"cpu":"256","memory":"512","containerDefinitions":[{"name":"web","image":"web:1",
        "environment":[{"name":"OWNER","value":"{{Canary}}{{revision}}"}],"secrets":[{"name":"KEY","valueFrom":"{{Canary}}"}],
        "command":["serve","--owner","{{Canary}}"],
        "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/web","awslogs-region":"eu-west-1"} } }]}
        """;
}
