using System.Xml;
using System.Xml.Linq;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// Reads answers of the query protocol. Only the very operation's answer counts: a parser that skips what it does not know
/// would make an account without anything of a proxy's page.
/// </summary>
internal static class QueryAnswer
{
    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true,
    };

    /// <summary>The root <c>&lt;Operation&gt;Response</c>; anything else is worth another attempt.</summary>
    public static XElement Read(AwsHttp http, string permission, string operation, byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body, writable: false), Strict);
            var root = XElement.Load(reader);
            return root.Name.LocalName == operation + "Response" ? root : throw Foreign(null);
        }
        catch (XmlException e)
        {
            throw Foreign(e);
        }

        Exception Foreign(Exception? inner) => http.Unreadable(permission, $"an answer of {operation}", inner);
    }
}
