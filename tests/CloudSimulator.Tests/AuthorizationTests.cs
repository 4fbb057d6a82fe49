namespace CauseFlow.CloudSimulation.Tests;

public sealed class AuthorizationTests : SimulatorTest
{
    private const string Who = "User: arn:aws:sts::123456789012:assumed-role/ObservabilityReadOnly/inv-01";
    private const string LogStream =
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/checkout-handler:log-stream:";

    private object Query => new
    {
        logGroupNames = new[] { "/aws/lambda/checkout-handler" },
        startTime = AlarmTime.ToUnixTimeSeconds() - 60,
        endTime = AlarmTime.ToUnixTimeSeconds(),
        queryString = "limit 1",
    };

    [Fact]
    public async Task SessionPolicy_ActionNotAllowed_IsDeniedInAwsWords()
    {
        var session = await AssumeAsync(Allow("cloudwatch:*"));

        var answer = await Client.LogsAsync(session, "StartQuery", Query);

        answer.Status.ShouldBe(400);
        answer.ErrorType.ShouldBe("AccessDeniedException");
        answer.Message.ShouldBe(
            $"{Who} is not authorized to perform: logs:StartQuery on resource: {LogStream} "
            + "because no session policy allows the logs:StartQuery action");
        (await Client.CloudWatchAsync(session, "DescribeAlarms", new { })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task SessionPolicy_CannotWidenTheRole()
    {
        var session = await AssumeAsync(Allow("*"), "ObservabilityNoLogs");

        (await Client.LogsAsync(session, "StartQuery", Query)).Message!
            .ShouldEndWith("because no identity-based policy allows the logs:StartQuery action");
    }

    [Fact]
    public async Task SessionPolicy_DenyStatement_Wins()
    {
        var session = await AssumeAsync(
            """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"*","Resource":"*"},
              {"Effect":"Deny","Action":"logs:Start*","Resource":"arn:aws:logs:*:*:log-group:/aws/lambda/*"}]}
            """);

        (await Client.LogsAsync(session, "StartQuery", Query)).Message!
            .ShouldEndWith("with an explicit deny in a session policy");
        (await Client.LogsAsync(session, "DescribeLogGroups", new { })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task SessionPolicy_RequestedRegion_IsEnforced()
    {
        var session = await AssumeAsync(
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["logs:*","cloudwatch:Describe*"],"Resource":"*",
              "Condition":{"StringEquals":{"aws:RequestedRegion":["us-east-1","eu-west-1"]}}}}
            """);

        (await Client.CloudWatchAsync(session, "DescribeAlarms", new { }, "eu-west-1")).Status.ShouldBe(200);
        (await Client.CloudWatchAsync(session, "DescribeAlarms", new { }, "us-west-2")).ErrorType
            .ShouldBe("AccessDeniedException");
    }

    [Fact]
    public async Task Lambda_Denied_Answers403WithErrorTypeHeader()
    {
        var session = await AssumeAsync(Allow("logs:*"));

        var answer = await Client.LambdaAsync(session, "/2015-03-31/functions/checkout-handler/configuration");

        answer.Status.ShouldBe(403);
        answer.ErrorType.ShouldBe("AccessDeniedException");
        answer.Message.ShouldBe(
            $"{Who} is not authorized to perform: lambda:GetFunctionConfiguration on resource: "
            + "arn:aws:lambda:us-east-1:123456789012:function:checkout-handler because no session policy allows the "
            + "lambda:GetFunctionConfiguration action");
    }

    private static string Allow(string action) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"*"}]}""";
}
