using System.Text.Json;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Redaction;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// The codes of an error, outermost first, and its words. Azure has three shapes: <c>{error:{code,…}}</c>,
/// <c>{code,message}</c>, and OAuth's <c>{error:"…",error_codes:[…]}</c>; members may come in any order and case.
/// </summary>
internal sealed record AzureErrorBody(IReadOnlyList<string> Codes, string Message)
{
    private const int MaxDepth = 6;
    private const int MaxCodes = 20;
    private const int MaxCodeLength = 80;
    private const int MaxMessageLength = 1_024;
    private const int MaxBytes = 64 * 1024;

    public static AzureErrorBody None { get; } = new([], "");

    public string Code => Codes.Count > 0 ? Codes[0] : "";

    public bool Has(params ReadOnlySpan<string> codes)
    {
        foreach (var code in codes)
        {
            if (Codes.Contains(code, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static AzureErrorBody Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length is 0 or > MaxBytes)
        {
            return None;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return None;
        }
    }

    public static AzureErrorBody Read(JsonElement root)
    {
        var codes = new List<string>();
        var messages = new List<string>();
        Walk(root, codes, messages, 0);
        var message = messages.Count > 0 ? messages[0] : "";
        return new AzureErrorBody([.. codes.Distinct(StringComparer.OrdinalIgnoreCase)],
            message.Length > MaxMessageLength ? Cut(message) : message);
    }

    /// <summary>Half a credential no longer has the form by which it is known: it is redacted before the cut.</summary>
    private static string Cut(string message) =>
        new Redactor().Redact(message) is var known && known.Length > MaxMessageLength ? known[..MaxMessageLength] : known;

    private static void Walk(JsonElement element, List<string> codes, List<string> messages, int depth)
    {
        if (depth > MaxDepth || codes.Count > MaxCodes)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, codes, messages, depth + 1);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var members = element.EnumerateObject().ToList();
        foreach (var member in members)
        {
            switch (CloudJson.NameOf(member)?.ToLowerInvariant())
            {
                case "code" or "errorcode" when member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number:
                case "error" when member.Value.ValueKind == JsonValueKind.String:
                    AddCode(codes, member.Value.OwnText() ?? "");
                    break;
                case "message" or "error_description" when member.Value.ValueKind == JsonValueKind.String:
                    messages.Add(member.Value.OwnText() ?? "");
                    break;
            }
        }

        // What is inside says more than what is around it, so that the outer codes come first.
        foreach (var member in members.Where(member =>
            CloudJson.NameOf(member)?.ToLowerInvariant() is "error" or "innererror" or "details" or "odata.error"))
        {
            Walk(member.Value, codes, messages, depth + 1);
        }
    }

    private static void AddCode(List<string> codes, string code)
    {
        if (code.Length is > 0 and <= MaxCodeLength && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            codes.Add(code);
        }
    }
}
