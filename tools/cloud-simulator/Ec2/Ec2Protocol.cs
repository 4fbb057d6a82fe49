using System.Xml.Linq;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Ec2;

/// <summary>
/// EC2's own dialect of the query protocol: errors are a list under Response, codes differ from every other service's, and
/// whatever is wrong with the signature or the key is one and the same AuthFailure.
/// </summary>
internal sealed class Ec2Protocol : AwsProtocol
{
    private const string BadCredentials = "AWS was not able to validate the provided access credentials";

    public override (string Code, int Status) Spell(AwsException exception) => exception.Fault switch
    {
        AwsFault.MissingAuthentication => ("MissingParameter", 400),
        AwsFault.IncompleteSignature or AwsFault.UnknownKey or AwsFault.SignatureMismatch => ("AuthFailure", 401),
        AwsFault.ExpiredToken => ("RequestExpired", 400),
        AwsFault.AccessDenied => ("UnauthorizedOperation", 403),
        AwsFault.Throttled => ("RequestLimitExceeded", 503),
        AwsFault.InternalFailure => ("InternalError", 500),
        AwsFault.UnknownOperation => ("InvalidAction", 400),
        _ => (exception.Code!, exception.Status),
    };

    public override AwsResponse Write(AwsException exception, string requestId)
    {
        var (code, status) = Spell(exception);
        return Document(
            new XElement(
                "Response",
                new XElement("Errors", new XElement(
                    "Error", new XElement("Code", code), new XElement("Message", Message(exception)))),
                new XElement("RequestID", requestId)),
            status);
    }

    public static AwsResponse Document(XElement root, int status = 200) => AwsResponse.OfXml(
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root.ToString(SaveOptions.DisableFormatting)}", status);

    private static string Message(AwsException exception) => exception.Fault switch
    {
        AwsFault.MissingAuthentication => "The request must contain the parameter AWSAccessKeyId",
        AwsFault.IncompleteSignature or AwsFault.UnknownKey or AwsFault.SignatureMismatch => BadCredentials,
        AwsFault.ExpiredToken => "Request has expired.",
        AwsFault.AccessDenied => $"You are not authorized to perform this operation. {exception.Message}",
        AwsFault.Throttled => "Request limit exceeded.",
        AwsFault.InternalFailure => "An internal error has occurred",
        _ => exception.Message,
    };
}
