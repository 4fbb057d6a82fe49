using Amazon.Runtime;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class SigningTests : SimulatorTest
{
    [Fact]
    public async Task OfficialSigner_AllProtocols_Accepted()
    {
        var session = await AssumeAsync();

        (await Client.CloudWatchAsync(session, "DescribeAlarms", new { })).Status.ShouldBe(200);
        (await Client.LogsAsync(session, "DescribeLogGroups", new { })).Status.ShouldBe(200);
        (await Client.LambdaAsync(session, "/2015-03-31/functions/checkout-handler/configuration")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Acheckout-handler/configuration?Qualifier=42")]
    [InlineData("/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:checkout-handler/configuration?Qualifier=%24LATEST")]
    [InlineData("/2015-03-31/functions/checkout-handler/versions?MaxItems=2&Marker=")]
    public async Task OfficialSigner_EncodedPathsAndQueries_Accepted(string path) =>
        (await Client.LambdaAsync(await AssumeAsync(), path)).Status.ShouldBe(200);

    [Fact]
    public async Task Verify_TamperedBody_IsRefused()
    {
        var answer = await TamperedAsync(request =>
            request.Content = AwsTestClient.Bytes("""{"AlarmNames":["other"]}""", "application/x-amz-json-1.0"));

        answer.Status.ShouldBe(400);
        answer.ErrorType.ShouldBe("InvalidSignatureException");
    }

    [Fact]
    public async Task Verify_TamperedTarget_IsRefused() => (await TamperedAsync(request =>
    {
        request.Headers.Remove("X-Amz-Target");
        request.Headers.Add("X-Amz-Target", "GraniteServiceVersion20100801.ListMetrics");
    })).ErrorType.ShouldBe("InvalidSignatureException");

    [Fact]
    public async Task Verify_UnsignedAmzHeader_IsRefused() => (await TamperedAsync(request =>
        request.Headers.Add("x-amz-extra", "1"))).ErrorType.ShouldBe("InvalidSignatureException");

    [Fact]
    public async Task Verify_MissingAuthorization_IsRefused() => (await TamperedAsync(request =>
        request.Headers.Remove("Authorization"))).ErrorType.ShouldBe("MissingAuthenticationTokenException");

    [Fact]
    public async Task Verify_SessionKeyWithoutItsToken_IsRefused()
    {
        var session = await AssumeAsync();
        var keys = session.GetCredentials();

        var answer = await Client.LogsAsync(
            new BasicAWSCredentials(keys.AccessKey, keys.SecretKey), "DescribeLogGroups", new { });

        answer.ErrorType.ShouldBe("UnrecognizedClientException");
    }

    [Fact]
    public async Task Verify_TokenOfAnotherSession_IsRefused()
    {
        var (first, second) = ((await AssumeAsync()).GetCredentials(), (await AssumeAsync()).GetCredentials());

        var answer = await Client.LogsAsync(
            new SessionAWSCredentials(first.AccessKey, first.SecretKey, second.Token), "DescribeLogGroups", new { });

        answer.ErrorType.ShouldBe("UnrecognizedClientException");
    }

    [Fact]
    public async Task Verify_ExpiredSession_IsRefused()
    {
        var session = await AssumeAsync();
        Clock.Advance(TimeSpan.FromSeconds(899));
        (await Client.LogsAsync(session, "DescribeLogGroups", new { })).Status.ShouldBe(200);

        Clock.Advance(TimeSpan.FromSeconds(2));

        (await Client.LogsAsync(session, "DescribeLogGroups", new { })).ErrorType.ShouldBe("ExpiredTokenException");
        (await Client.LambdaAsync(session, "/2015-03-31/functions/checkout-handler/configuration")).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData(-6, "InvalidSignatureException")]
    [InlineData(6, "InvalidSignatureException")]
    [InlineData(4, null)]
    public async Task Verify_ClockSkew_FiveMinutesAreTolerated(int minutes, string? code)
    {
        var request = Client.Json("Logs_20140328.DescribeLogGroups", "1.1", new { });

        var answer = await Client.SendAsync(
            await AssumeAsync(), "logs", "us-east-1", request, skew: TimeSpan.FromMinutes(minutes));

        answer.ErrorType.ShouldBe(code);
        if (minutes == -6)
        {
            answer.Message!.ShouldStartWith("Signature expired: ");
        }
    }

    [Fact]
    public async Task Verify_ScopeOfAnotherService_IsRefused()
    {
        var request = Client.Json("GraniteServiceVersion20100801.DescribeAlarms", "1.0", new { });

        var answer = await Client.SendAsync(await AssumeAsync(), "cloudwatch", "us-east-1", request);

        answer.Message.ShouldBe("Credential should be scoped to correct service: 'monitoring'. ");
    }

    [Fact]
    public async Task UnknownOperation_AnswersLikeAws() =>
        (await Client.LogsAsync(await AssumeAsync(), "PutLogEvents", new { })).ErrorType
            .ShouldBe("UnknownOperationException");

    [Fact]
    public async Task Calls_AreRecordedWithSessionAndOutcome()
    {
        var session = await AssumeAsync();
        await Client.LogsAsync(session, "StartQuery", new { logGroupNames = new[] { "/none" } });

        var call = Simulator.Calls[^1];

        (call.Service, call.Operation, call.SessionName, call.Region, call.Outcome)
            .ShouldBe(("logs", "StartQuery", "inv-01", "us-east-1", "InvalidParameterException"));
        call.AccessKeyId.ShouldBe(session.GetCredentials().AccessKey);
    }

    private async Task<AwsAnswer> TamperedAsync(Action<HttpRequestMessage> tamper) => await Client.SendAsync(
        await AssumeAsync(), "monitoring", "us-east-1",
        Client.Json("GraniteServiceVersion20100801.DescribeAlarms", "1.0", new { }), tamper);
}
