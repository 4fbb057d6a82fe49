using System.Security;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>
/// The https side of SNS: signing certificates and ConfirmSubscription, both without a signature as in AWS, and the
/// certificates of their issuers, which AWS publishes elsewhere. Switches apply as <c>sns:GetSigningCertificate</c>,
/// <c>sns:GetIssuerCertificate</c> and <c>sns:ConfirmSubscription</c>.
/// </summary>
internal sealed class SnsEndpoint(
    SnsCertificates certificates, SnsPublisher publisher, SwitchBoard switches, CallLog calls, TimeProvider clock)
{
    private const string Xml = "http://sns.amazonaws.com/doc/2010-03-31/";
    private readonly QueryProtocol protocol = new(Xml);

    public async Task HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var path = context.Request.Path.Value!;
        var operation = path.EndsWith(".pem", StringComparison.Ordinal) ? "GetSigningCertificate"
            : path.EndsWith(".cer", StringComparison.Ordinal) ? "GetIssuerCertificate"
            : (string?)context.Request.Query["Action"] ?? "";
        var (status, outcome) = (0, "aborted");
        try
        {
            var fault = switches.Take("sns", operation);
            var response = await fault.ApplyAsync(
                () => operation switch
                {
                    "GetSigningCertificate" => Certificate(path),
                    "GetIssuerCertificate" => Issuer(path),
                    _ => Confirm(operation, context.Request.Query),
                },
                cancellationToken);
            (status, outcome) = (response.Status, fault.Describe());
            await WriteAsync(context, response, cancellationToken);
        }
        catch (AwsException exception)
        {
            (outcome, status) = protocol.Spell(exception);
            await WriteAsync(context, protocol.Write(exception, Guid.NewGuid().ToString()), cancellationToken);
        }
        finally
        {
            calls.Add(new RecordedCall(clock.GetUtcNow(), "sns", operation, null, null, null, null, status, outcome));
        }
    }

    private AwsResponse Certificate(string path) => certificates.Fetch(path) is { } pem
        ? new AwsResponse(200, "application/x-pem-file", System.Text.Encoding.ASCII.GetBytes(pem))
        : throw new AwsException("NotFound", "There is no such certificate.", 404);

    private AwsResponse Issuer(string path) => certificates.FetchIssuer(path) is { } der
        ? new AwsResponse(200, "application/pkix-cert", der)
        : throw new AwsException("NotFound", "There is no such certificate.", 404);

    private AwsResponse Confirm(string operation, IQueryCollection query)
    {
        if (operation == "Unsubscribe")
        {
            return Result(operation, "");
        }

        if (operation != "ConfirmSubscription")
        {
            throw new AwsException(AwsFault.UnknownOperation, $"Could not find operation {operation}");
        }

        var arn = publisher.Confirm(query["TopicArn"].ToString(), query["Token"].ToString())
            ?? throw new AwsException("InvalidParameter", "Invalid parameter: Token", 400);
        return Result(operation,
            $"<ConfirmSubscriptionResult><SubscriptionArn>{SecurityElement.Escape(arn)}</SubscriptionArn>"
            + "</ConfirmSubscriptionResult>");
    }

    private static AwsResponse Result(string operation, string content) => AwsResponse.OfXml(
        $"<{operation}Response xmlns=\"{Xml}\">{content}<ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId>"
        + $"</ResponseMetadata></{operation}Response>");

    private static async Task WriteAsync(HttpContext context, AwsResponse response, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = response.Status;
        context.Response.ContentType = response.ContentType;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.ContentLength = response.Body.Length;
        await context.Response.Body.WriteAsync(response.Body, cancellationToken);
    }
}
