using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>A signed token in its three parts; nothing of it is believed before its signature was checked.</summary>
internal sealed record JsonWebToken(JsonObject Header, JsonObject Claims, byte[] Signed, byte[] Signature)
{
    public string? Text(string claim) => (Claims[claim] as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;

    public DateTimeOffset? Time(string claim) =>
        (Claims[claim] as JsonValue)?.TryGetValue<long>(out var seconds) == true ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Audiences: a claim that is a text or a list.</summary>
    public IReadOnlyList<string> Audiences => Claims["aud"] switch
    {
        JsonArray list => [.. list.Select(item => item?.GetValue<string>() ?? "")],
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    public bool IsSignedBy(RSA key) =>
        Header["alg"]?.GetValue<string>() == "RS256"
        && key.VerifyData(Signed, Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Null for what is no token.</summary>
    public static JsonWebToken? Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[0])) is JsonObject header
                && JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[1])) is JsonObject claims
                ? new JsonWebToken(
                    header, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), WebEncoders.Base64UrlDecode(parts[2]))
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
