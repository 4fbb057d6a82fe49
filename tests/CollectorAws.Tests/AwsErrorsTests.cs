using System.Net;
using System.Text;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>The error table against wordings as AWS sends them.</summary>
public sealed class AwsErrorsTests
{
    [Theory]
    [InlineData(400, """{"__type":"com.amazon.coral.availability#ThrottlingException","message":"Rate exceeded"}""", RefusalReason.Throttled)]
    [InlineData(429, """{"Reason":"CallerRateLimitExceeded","Type":"User","message":"Rate Exceeded."}""", RefusalReason.Throttled)]
    [InlineData(400, """{"__type":"LimitExceededException","message":"Account maximum query concurrency limit of [30] reached."}""", RefusalReason.Throttled)]
    [InlineData(500, """{"__type":"InternalFailure"}""", RefusalReason.ProviderError)]
    [InlineData(502, "<html>Bad gateway</html>", RefusalReason.ProviderError)]
    [InlineData(503, "", RefusalReason.ProviderError)]
    [InlineData(503, "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>r</RequestID></Response>", RefusalReason.Throttled)]
    [InlineData(500, "<Response><Errors><Error><Code>InternalError</Code><Message>An internal error has occurred</Message></Error></Errors></Response>", RefusalReason.ProviderError)]
    public void Classify_Transient(int status, string body, RefusalReason reason) =>
        Classify(status, body).ShouldBeOfType<TransientCollectionException>().Reason.ShouldBe(reason);

    [Theory]
    [InlineData(400, """{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}""", RefusalReason.SecretExpired)]
    [InlineData(400, """{"__type":"InvalidSignatureException","message":"Signature expired: 20261120T100000Z is now earlier than 20261120T100500Z"}""", RefusalReason.ClockSkew)]
    [InlineData(400, """{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}""", RefusalReason.SecretInvalid)]
    [InlineData(403, "<ErrorResponse><Error><Code>OptInRequired</Code><Message>not subscribed</Message></Error></ErrorResponse>", RefusalReason.RegionDisabled)]
    [InlineData(400, """{"__type":"ResourceNotFoundException","message":"Log group '/x' does not exist"}""", RefusalReason.InvalidInput)]
    [InlineData(404, """{"Message":"Function not found"}""", RefusalReason.InvalidInput)]
    [InlineData(401, "<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors></Response>", RefusalReason.SecretInvalid)]
    [InlineData(400, "<Response><Errors><Error><Code>RequestExpired</Code><Message>Request has expired.</Message></Error></Errors></Response>", RefusalReason.SecretExpired)]
    [InlineData(400, "<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>The instance ID 'i-1' does not exist</Message></Error></Errors></Response>", RefusalReason.InvalidInput)]
    [InlineData(307, "", RefusalReason.ProviderError)]
    [InlineData(400, """{"__type":"SomethingNew","message":"?"}""", RefusalReason.ProviderError)]
    [InlineData(400, """{"__type":"SomethingNew","message":"half a character \ud800"}""", RefusalReason.ProviderError)]
    public void Classify_Permanent(int status, string body, RefusalReason reason) =>
        Classify(status, body).ShouldBeOfType<PermanentCollectionException>().Reason.ShouldBe(reason);

    [Theory]
    [InlineData(
        "User: arn:aws:sts::123456789012:assumed-role/R/inv_1 is not authorized to perform: logs:StartQuery on resource: arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/x:log-stream: because no identity-based policy allows the logs:StartQuery action",
        "logs:StartQuery", "\"Resource\":\"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/x:*\"")]
    [InlineData(
        "User: arn:aws:sts::1:assumed-role/R/s is not authorized to perform: lambda:ListAliases on resource: arn:aws:lambda:us-east-1:1:function:f with an explicit deny in a service control policy",
        "lambda:ListAliases", "service control policy")]
    [InlineData(
        "User: arn:aws:sts::1:assumed-role/R/s is not authorized to perform: lambda:ListAliases on resource: x because no permissions boundary allows the lambda:ListAliases action",
        "lambda:ListAliases", "permissions boundary")]
    [InlineData("User: arn:aws:sts::1:assumed-role/R/s is not authorized to perform: cloudwatch:GetMetricData", "cloudwatch:GetMetricData", "\"Resource\":\"*\"")]
    [InlineData("Forbidden", "logs:StartQuery", "\"Action\":\"logs:StartQuery\"")]
    public void Classify_AccessDenied_NamesActionAndStatement(string message, string action, string remedy)
    {
        var error = Classify(400, $$"""{"__type":"AccessDeniedException","Message":{{System.Text.Json.JsonSerializer.Serialize(message)}}}""");

        error.ShouldBeOfType<PermanentCollectionException>().Reason.ShouldBe(RefusalReason.MissingPermission);
        error.MissingPermission.ShouldBe(action);
        error.Remedy.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("You are not authorized to perform this operation. User: arn:aws:sts::1:assumed-role/R/s is not authorized to perform: ec2:DescribeInstances because no session policy allows the ec2:DescribeInstances action", "ec2:DescribeInstances")]
    [InlineData("You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6X", "logs:StartQuery")]
    public void Classify_UnauthorizedOperation_NamesTheActionWhereEc2DoesElseTheCalls(string message, string action)
    {
        var error = Classify(403, $"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>{message}</Message></Error></Errors><RequestID>r</RequestID></Response>");

        error.Reason.ShouldBe(RefusalReason.MissingPermission);
        error.MissingPermission.ShouldBe(action);
        error.ProviderCode.ShouldBe("UnauthorizedOperation");
    }

    [Theory]
    [InlineData(400, """{"__type":"com.amazon.coral.service#UnknownOperationException"}""")]
    [InlineData(400, "<ErrorResponse><Error><Code>InvalidAction</Code><Message>Could not find operation</Message></Error></ErrorResponse>")]
    [InlineData(501, """{"__type":"InternalFailure","message":"API action 'X' for service 'y' not yet implemented or pro feature"}""")]
    [InlineData(500, "<html><pre>NotImplementedError: The describe_alarm_history action has not been implemented</pre></html>")]
    [InlineData(500, """{"__type":"InternalError","message":"The start_query action has not been implemented"}""")]
    [InlineData(404, "<!doctype html><title>404 Not Found</title>")]
    [InlineData(404, "")]
    [InlineData(404, """{"message":"Not Found"}""")]
    [InlineData(405, """{"error":"Method Not Allowed"}""")]
    public void Classify_OperationThatTheEndpointDoesNotKnow_IsPermanentWithAReasonOfItsOwn(int status, string body)
    {
        var error = Classify(status, body);

        error.ShouldBeOfType<PermanentCollectionException>().Reason.ShouldBe(RefusalReason.OperationNotOffered);
        error.Remedy.ShouldContain("does not offer logs:StartQuery");
    }

    private static CollectionException Classify(int status, string body)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        return AwsErrors.Classify("logs:StartQuery", "us-east-1", response, Encoding.UTF8.GetBytes(body));
    }
}
