using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>An answer before it is written: status, content type, body and the extra headers of the protocol.</summary>
internal sealed record AwsResponse(int Status, string ContentType, byte[] Body)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static AwsResponse OfJson(object body, string contentType, int status = 200) =>
        new(status, contentType, JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json));

    public static AwsResponse OfXml(string body, int status = 200) =>
        new(status, "text/xml", Encoding.UTF8.GetBytes(body));
}
