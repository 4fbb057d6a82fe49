using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class EcsTests : SimulatorTest
{
    private const string Arn = "arn:aws:ecs:us-east-1:123456789012:";
    private SessionAWSCredentials session = null!;

    protected override CloudSimulatorOptions Options => new() { Scenario = "ecs-bad-setting" };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        session = await AssumeAsync();
    }

    [Fact]
    public async Task ListClustersAndServices_GiveArns()
    {
        Texts((await CallAsync("ListClusters", new { })).Json!["clusterArns"]!)
            .ShouldBe([$"{Arn}cluster/shop", $"{Arn}cluster/batch"]);
        Texts((await CallAsync("ListServices", new { cluster = $"{Arn}cluster/shop" })).Json!["serviceArns"]!)
            .ShouldBe([$"{Arn}service/shop/storefront", $"{Arn}service/shop/search"]);
    }

    [Fact]
    public async Task ListServices_Paged_ContinuesWhereItEnded()
    {
        var first = (await CallAsync("ListServices", new { cluster = "shop", maxResults = 1 })).Json!;
        var second = (await CallAsync(
            "ListServices", new { cluster = "shop", maxResults = 1, nextToken = (string?)first["nextToken"] })).Json!;

        Texts(first["serviceArns"]!).Concat(Texts(second["serviceArns"]!))
            .ShouldBe([$"{Arn}service/shop/storefront", $"{Arn}service/shop/search"]);
        second["nextToken"].ShouldBeNull();
    }

    [Fact]
    public async Task DescribeServices_ShowsDeploymentsEventsCountsAndFailures()
    {
        var answer = (await CallAsync("DescribeServices", new { cluster = "shop", services = new[] { "storefront", "none" } })).Json!;

        var service = answer["services"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)service["desiredCount"]!).ShouldBe(4);
        ((int)service["runningCount"]!).ShouldBe(3);
        ((string?)service["loadBalancers"]![0]!["targetGroupArn"]).ShouldNotBeNull().ShouldEndWith("targetgroup/storefront/6d0ecf831eec9f09");
        var primary = service["deployments"]![0]!;
        ((string?)primary["rolloutState"]).ShouldBe("IN_PROGRESS");
        ((int)primary["failedTasks"]!).ShouldBe(6);
        ((string?)primary["taskDefinition"]).ShouldBe($"{Arn}task-definition/storefront:58");
        ((double)primary["createdAt"]!).ShouldBeLessThan(AlarmTime.ToUnixTimeSeconds());
        ((string?)service["events"]![0]!["message"]).ShouldNotBeNull().ShouldStartWith("(service storefront) has started 1 tasks");
        var failure = answer["failures"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)failure["reason"]).ShouldBe("MISSING");
        ((string?)failure["arn"]).ShouldBe($"{Arn}service/shop/none");
    }

    [Fact]
    public async Task Tasks_StoppedOnes_SayWhy()
    {
        var running = Texts((await CallAsync("ListTasks", new { cluster = "shop", serviceName = "storefront" })).Json!["taskArns"]!);
        var stopped = Texts((await CallAsync(
            "ListTasks", new { cluster = "shop", serviceName = "storefront", desiredStatus = "STOPPED" })).Json!["taskArns"]!);
        var described = (await CallAsync("DescribeTasks", new { cluster = "shop", tasks = stopped })).Json!["tasks"]!.AsArray();

        (running.Count, stopped.Count).ShouldBe((4, 8));
        var crashed = described.Where(task => (string?)task!["stopCode"] == "EssentialContainerExited").ToList();
        crashed.Count.ShouldBe(6);
        crashed.ShouldAllBe(task => (int)task!["containers"]![0]!["exitCode"]! == 1);
        crashed.ShouldAllBe(task => (string?)task!["taskDefinitionArn"] == $"{Arn}task-definition/storefront:58");
        described.ShouldAllBe(task => (string?)task!["lastStatus"] == "STOPPED" && task["stoppedAt"] != null);
    }

    [Fact]
    public async Task DescribeTaskDefinition_TwoRevisions_DifferInOneVariable()
    {
        var before = (await CallAsync("DescribeTaskDefinition", new { taskDefinition = "storefront:57" })).Json!["taskDefinition"]!;
        var after = (await CallAsync("DescribeTaskDefinition", new { taskDefinition = $"{Arn}task-definition/storefront:58" }))
            .Json!["taskDefinition"]!;
        var newest = (await CallAsync("DescribeTaskDefinition", new { taskDefinition = "storefront" })).Json!["taskDefinition"]!;

        ((int)newest["revision"]!).ShouldBe(58);
        var (old, current) = (before["containerDefinitions"]![0]!, after["containerDefinitions"]![0]!);
        ((string?)current["image"]).ShouldBe((string?)old["image"]);
        Environment(current).Where(pair => Environment(old)[pair.Key] != pair.Value).Select(pair => pair.Key).ShouldBe(["PRICING_API_URL"]);
        Environment(current)["SESSION_SIGNING_KEY"].ShouldBe(Simulator.Facts.Canaries[0]);
        ((string?)current["secrets"]![0]!["name"]).ShouldBe("DATABASE_PASSWORD");
        ((string?)current["logConfiguration"]!["options"]!["awslogs-group"]).ShouldBe("/ecs/storefront");
        ((string?)current["logConfiguration"]!["options"]!["awslogs-region"]).ShouldBe("us-east-1");
    }

    [Theory]
    [InlineData("ListServices", """{"cluster":"none"}""", "ClusterNotFoundException", "Cluster not found.")]
    [InlineData("ListTasks", """{"cluster":"shop","serviceName":"none"}""", "ServiceNotFoundException", "Service not found.")]
    [InlineData("DescribeTaskDefinition", """{"taskDefinition":"none:1"}""", "ClientException", "Unable to describe task definition.")]
    [InlineData("DescribeServices", """{"cluster":"shop","services":["1","2","3","4","5","6","7","8","9","10","11"]}""",
        "InvalidParameterException", "Services cannot have more than 10 elements.")]
    [InlineData("DescribeTasks", """{"cluster":"shop","tasks":[]}""", "InvalidParameterException", "Tasks cannot be empty.")]
    [InlineData("ListTasks", """{"cluster":"shop","nextToken":"forged"}""", "InvalidParameterException", "Invalid token.")]
    public async Task Mistakes_AnswerInEcssWords(string operation, string body, string type, string message)
    {
        var answer = await CallAsync(operation, JsonNode.Parse(body)!);

        answer.Status.ShouldBe(400);
        answer.ErrorType.ShouldBe(type);
        answer.Message.ShouldBe(message);
    }

    [Fact]
    public async Task SessionPolicy_WithoutEcs_IsDenied()
    {
        var narrow = await AssumeAsync("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}""");

        var answer = await Client.EcsAsync(narrow, "DescribeServices", new { cluster = "shop", services = new[] { "storefront" } });

        answer.ErrorType.ShouldBe("AccessDeniedException");
        answer.Message.ShouldNotBeNull().ShouldContain(
            $"is not authorized to perform: ecs:DescribeServices on resource: {Arn}service/shop/storefront");
    }

    private Task<AwsAnswer> CallAsync(string operation, object body) => Client.EcsAsync(session, operation, body);

    private static List<string> Texts(JsonNode array) => [.. array.AsArray().Select(item => (string)item!)];

    private static Dictionary<string, string> Environment(JsonNode container) =>
        container["environment"]!.AsArray().ToDictionary(pair => (string)pair!["name"]!, pair => (string)pair!["value"]!);
}

/// <summary>The same account two hours later.</summary>
public sealed class OldEcsTasksTests : SimulatorTest
{
    protected override CloudSimulatorOptions Options =>
        new() { Scenario = "ecs-bad-setting", AlarmTime = Clock.GetUtcNow().AddHours(-2) };

    [Fact]
    public async Task ListTasks_StoppedLongAgo_IsForgotten() =>
        (await Client.EcsAsync(
            await AssumeAsync(), "ListTasks", new { cluster = "shop", serviceName = "storefront", desiredStatus = "STOPPED" }))
            .Json!["taskArns"]!.AsArray().ShouldBeEmpty();
}
