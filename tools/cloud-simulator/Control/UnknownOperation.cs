using System.Text;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Control;

/// <summary>How servers that imitate AWS say that they do not know an operation.</summary>
internal static class UnknownOperation
{
    public static AwsResponse Of(string form) => form switch
    {
        "invalid_action" => AwsResponse.OfXml(
            "<ErrorResponse><Error><Code>InvalidAction</Code><Message>Could not find operation in version 2010-08-01"
            + "</Message></Error></ErrorResponse>", 400),
        "not_implemented" => AwsResponse.OfJson(
            new { __type = "InternalFailure", message = "API action for this service not yet implemented" },
            "application/x-amz-json-1.1", 501),
        "not_found" => Html(404, "<!doctype html><title>404 Not Found</title><h1>Not Found</h1>"),
        "not_allowed" => AwsResponse.OfJson(new { error = "Method Not Allowed" }, "application/json", 405),
        "traceback" => Html(
            500, "<!doctype html><h1>Internal Server Error</h1><pre>NotImplementedError: the action has not been implemented</pre>"),
        _ => throw new AwsException(AwsFault.UnknownOperation, ""),
    };

    private static AwsResponse Html(int status, string body) => new(status, "text/html", Encoding.UTF8.GetBytes(body));
}
