using System.Text.Json;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>What an error's body says by codes, in whichever of Google's shapes it came; its sentence is for people only.</summary>
/// <param name="IsGoogles">Whether it is an error of a Google API at all, and not a server's or a proxy's page.</param>
/// <param name="Reasons">Reasons of ErrorInfo, then those of <c>errors[]</c>, in their order.</param>
/// <param name="Status">The canonical status, such as PERMISSION_DENIED; empty for none.</param>
/// <param name="Message">First line of the message, shortened.</param>
/// <param name="Metadata">Metadata of the first ErrorInfo.</param>
internal sealed record GcpErrorBody(
    bool IsGoogles, IReadOnlyList<string> Reasons, string Status, string Message, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Stands for a QuotaFailure among the details, which has no reason.</summary>
    public const string QuotaFailure = "QUOTA_FAILURE";

    private const int MaxMessageLength = 300;
    private const int MaxCodeLength = 80;

    private static readonly GcpErrorBody Foreign = new(false, [], "", "", new Dictionary<string, string>());

    public static GcpErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            var root = document.RootElement;

            // Streaming methods wrap their error in a list.
            root = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            return root.At("error") switch
            {
                { ValueKind: JsonValueKind.Object } error => OfApi(error),
                { ValueKind: JsonValueKind.String } => new(
                    true, [Code(root.Text("error")) ?? ""], "", Line(root.Text("error_description")), new Dictionary<string, string>()),
                _ => Foreign,
            };
        }
        catch (JsonException)
        {
            return Foreign;
        }
    }

    private static GcpErrorBody OfApi(JsonElement error)
    {
        var infos = error.Items("details").Where(detail => detail.At("reason") is not null && detail.At("domain") is not null
            || detail.Text("@type")?.EndsWith("google.rpc.ErrorInfo", StringComparison.Ordinal) == true).ToList();
        var quota = error.Items("details").Any(detail => detail.Text("@type")?.EndsWith("google.rpc.QuotaFailure", StringComparison.Ordinal) == true);
        return new(
            true,
            [
                .. infos.Select(info => Code(info.Text("reason"))).OfType<string>(), .. quota ? new[] { QuotaFailure } : [],
                .. error.Items("errors").Select(item => Code(item.Text("reason"))).OfType<string>(),
            ],
            Code(error.Text("status")) ?? "", Line(error.Text("message")),
            infos.Count > 0 ? infos[0].Pairs("metadata") : new Dictionary<string, string>());
    }

    private static string? Code(string? text) =>
        text is { Length: > 0 and <= MaxCodeLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text : null;

    /// <summary>What follows the first line is a server's stack, which says nothing to the reader.</summary>
    private static string Line(string? text)
    {
        var line = (text ?? "").Split('\n', 2)[0].Trim();
        return line.Length > MaxMessageLength ? line[..MaxMessageLength] : line;
    }
}
