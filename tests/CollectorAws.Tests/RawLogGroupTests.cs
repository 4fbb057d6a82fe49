using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;
using static CauseFlow.CollectorAws.Tests.LogsContext;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A log group whose name looks like a secret is called by its own name and published by the masked one.</summary>
public sealed class RawLogGroupTests
{
    private const string Raw = "/app/ASIAPACIFICORDERS01";
    private const string Masked = "/app/[redacted:access_key]";
    private readonly FakeLogs _logs = new() { GroupNames = [Raw] };

    [Fact]
    public async Task Of_a_functions_logging_configuration()
    {
        using var server = await ErrorServer.StartAsync(_ => (200, $$$"""{"FunctionName":"f","LoggingConfig":{"LogGroup":"{{{Raw}}}"}}"""));
        var alarm = Alarm("AWS/Lambda", "Errors") with { Dimensions = new Dictionary<string, string> { ["FunctionName"] = "f" } };

        Check(await new LambdaResolver(new LambdaClient(server.Http(), new EnvironmentHasher()))
            .ResolveAsync(Context(alarm), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_a_task_definition()
    {
        using var server = await ErrorServer.StartAsync(context =>
            (200, context.Request.Headers["X-Amz-Target"].ToString().EndsWith("DescribeServices", StringComparison.Ordinal)
                ? """{"services":[{"serviceName":"web","status":"ACTIVE","taskDefinition":"arn:aws:ecs:eu-west-1:1:task-definition/web:1"}]}"""
                : $$$$$"""
                  {"taskDefinition":{"family":"web","revision":1,"containerDefinitions":[{"name":"web","logConfiguration":{
                  "logDriver":"awslogs","options":{"awslogs-group":"{{{{{Raw}}}}}"}}},{"name":"side","logConfiguration":{
                  "logDriver":"awslogs","options":{"awslogs-group":"no name: at all"}}}]}}
                  """));
        var alarm = Alarm("AWS/ECS", "CPUUtilization") with
        {
            Dimensions = new Dictionary<string, string> { ["ClusterName"] = "shop", ["ServiceName"] = "web" },
        };

        Check(await new EcsResolver(new EcsClient(server.Http(), new EnvironmentHasher()), new CollectionOptions())
            .ResolveAsync(Context(alarm), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("causeflow:log-group", Raw)]
    [InlineData("Name", "ASIAPACIFICORDERS01")]
    public async Task Of_an_instances_tag(string tag, string value)
    {
        var ec2 = new FakeEc2();
        ec2.Instances.Add(InstanceContext.Instance(tags: [(tag, value)]));
        var logs = new FakeLogGroups("/ec2/ASIAPACIFICORDERS01");

        var batch = await new Ec2Resolver(ec2, logs, new CollectionOptions())
            .ResolveAsync(InstanceContext.About(), TestContext.Current.CancellationToken);

        batch.WatchedLogs.ShouldHaveSingleItem().Name.ShouldBe(tag == "Name" ? "/ec2/ASIAPACIFICORDERS01" : Raw);
        batch.Relations.Single(r => r.Type == RelationType.LogsTo).To.Name.ShouldEndWith("/[redacted:access_key]");
    }

    [Fact]
    public async Task Of_a_metric_filter()
    {
        _logs.Filters = [new MetricFilter("errors", "ERROR", Raw)];

        Check(await new MetricFilterResolver(_logs, new CollectionOptions())
            .ResolveAsync(Of(alarm: Alarm("Shop", "Errors")), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_a_hint() => Check(await new LogHintResolver(_logs)
        .ResolveAsync(Of(hints: [Raw]), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Of_a_request_and_one_under_a_masked_name_is_said_not_to_be_found()
    {
        var context = Of();
        context = context with { Target = context.Target with { Resources = [Requested(context, Raw), Requested(context, Masked)] } };
        var batches = new List<EvidenceBatch>();
        await foreach (var found in new ResolveSource([]).CollectAsync(context, TestContext.Current.CancellationToken))
        {
            batches.Add(found);
        }

        var batch = batches[0];
        batch.WatchedLogs.ShouldHaveSingleItem().Name.ShouldBe(Raw);
        batch.Resources.ShouldHaveSingleItem().Name.ShouldBe(Masked);
        var row = batch.Coverage.ShouldHaveSingleItem();
        (row.Outcome, row.Reason).ShouldBe((CoverageOutcome.Partial, RefusalReason.InvalidInput));
    }

    private static ResourceRef Requested(CollectionContext context, string name) =>
        AwsResources.Of(context, ResourceKinds.LogGroup, "logs", $"log-group:{name}", name);

    private static CollectionContext Context(AlarmFact alarm)
    {
        var context = Of(alarm: alarm);
        string[] apis = ["lambda:GetFunctionConfiguration", "ecs:DescribeServices", "ecs:DescribeTaskDefinition"];
        return context with { Calls = new CallBudget(apis.ToDictionary(api => api, _ => 5), 0).MeterFor("resolve") };
    }

    private static void Check(EvidenceBatch batch)
    {
        batch.WatchedLogs.ShouldHaveSingleItem().Name.ShouldBe(Raw);
        batch.Relations.Single(r => r.Type == RelationType.LogsTo).To.Name.ShouldBe(Masked);
        JsonSerializer.Serialize(batch with { WatchedLogs = [] }, ContractJson.Options).ShouldNotContain(Raw);
    }
}
