using System.Security;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>How one wire protocol of AWS spells its refusals.</summary>
internal abstract class AwsProtocol
{
    /// <summary>Code and HTTP status of a fault in this protocol.</summary>
    public abstract (string Code, int Status) Spell(AwsException exception);

    public abstract AwsResponse Write(AwsException exception, string requestId);
}

/// <summary>The query protocol (STS): form in, XML out.</summary>
internal sealed class QueryProtocol(string xmlNamespace) : AwsProtocol
{
    public override (string Code, int Status) Spell(AwsException exception) => exception.Fault switch
    {
        AwsFault.MissingAuthentication => ("MissingAuthenticationToken", 403),
        AwsFault.IncompleteSignature => ("IncompleteSignature", 400),
        AwsFault.UnknownKey => ("InvalidClientTokenId", 403),
        AwsFault.SignatureMismatch => ("SignatureDoesNotMatch", 403),
        AwsFault.ExpiredToken => ("ExpiredToken", 403),
        AwsFault.AccessDenied => ("AccessDenied", 403),
        AwsFault.Throttled => ("Throttling", 400),
        AwsFault.InternalFailure => ("InternalFailure", 500),
        AwsFault.UnknownOperation => ("InvalidAction", 400),
        _ => (exception.Code!, exception.Status),
    };

    public override AwsResponse Write(AwsException exception, string requestId)
    {
        var (code, status) = Spell(exception);
        return AwsResponse.OfXml(
            $"""
            <ErrorResponse xmlns="{xmlNamespace}">
              <Error>
                <Type>{(status < 500 ? "Sender" : "Receiver")}</Type>
                <Code>{code}</Code>
                <Message>{SecurityElement.Escape(exception.Message)}</Message>
              </Error>
              <RequestId>{requestId}</RequestId>
            </ErrorResponse>
            """,
            status);
    }
}

/// <summary>awsJson1.0 and awsJson1.1 (CloudWatch, Logs): the code is in <c>__type</c>, the status is 400.</summary>
/// <param name="contentType">application/x-amz-json-1.0 or -1.1.</param>
/// <param name="commonPrefix">Namespace before the codes of common faults; some services send one, some do not.</param>
/// <param name="modeledPrefix">Namespace before the service's own codes.</param>
internal sealed class JsonProtocol(string contentType, string commonPrefix, string modeledPrefix) : AwsProtocol
{
    public string ContentType => contentType;

    public override (string Code, int Status) Spell(AwsException exception) => exception.Fault switch
    {
        AwsFault.MissingAuthentication => ("MissingAuthenticationTokenException", 400),
        AwsFault.IncompleteSignature => ("IncompleteSignatureException", 400),
        AwsFault.UnknownKey => ("UnrecognizedClientException", 400),
        AwsFault.SignatureMismatch => ("InvalidSignatureException", 400),
        AwsFault.ExpiredToken => ("ExpiredTokenException", 400),
        AwsFault.AccessDenied => ("AccessDeniedException", 400),
        AwsFault.Throttled => ("ThrottlingException", 400),
        AwsFault.InternalFailure => ("InternalFailure", 500),
        AwsFault.UnknownOperation => ("UnknownOperationException", 400),
        _ => (exception.Code!, exception.Status),
    };

    public override AwsResponse Write(AwsException exception, string requestId)
    {
        var (code, status) = Spell(exception);
        var prefix = exception.Fault == AwsFault.Modeled ? modeledPrefix : commonPrefix;
        var body = new Dictionary<string, object>(exception.Details) { ["__type"] = prefix + code };

        // Denials really come with a capital M, everything else with a small one.
        body[exception.Fault == AwsFault.AccessDenied ? "Message" : "message"] = exception.Message;
        return AwsResponse.OfJson(body, contentType, status);
    }
}

/// <summary>REST JSON (Lambda): the code is in the header x-amzn-ErrorType, the status is specific.</summary>
internal sealed class RestJsonProtocol : AwsProtocol
{
    public override (string Code, int Status) Spell(AwsException exception) => exception.Fault switch
    {
        AwsFault.MissingAuthentication => ("MissingAuthenticationTokenException", 403),
        AwsFault.IncompleteSignature => ("IncompleteSignatureException", 403),
        AwsFault.UnknownKey => ("UnrecognizedClientException", 403),
        AwsFault.SignatureMismatch => ("InvalidSignatureException", 403),
        AwsFault.ExpiredToken => ("ExpiredTokenException", 403),
        AwsFault.AccessDenied => ("AccessDeniedException", 403),
        AwsFault.Throttled => ("TooManyRequestsException", 429),
        AwsFault.InternalFailure => ("ServiceException", 500),
        AwsFault.UnknownOperation => ("UnknownOperationException", 404),
        _ => (exception.Code!, exception.Status),
    };

    public override AwsResponse Write(AwsException exception, string requestId)
    {
        var (code, status) = Spell(exception);
        object body = exception.Fault switch
        {
            AwsFault.Modeled => new { Type = "User", exception.Message },
            AwsFault.AccessDenied => new { exception.Message },
            AwsFault.Throttled =>
                new { Reason = "CallerRateLimitExceeded", Type = "User", message = exception.Message },
            AwsFault.InternalFailure => new { Type = "Service", message = exception.Message },
            _ => new { message = exception.Message },
        };
        return AwsResponse.OfJson(body, "application/json", status) with
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = code },
        };
    }
}
