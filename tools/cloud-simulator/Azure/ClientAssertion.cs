using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Checks the token of a foreign issuer against the app's federated credential, in Entra's order.</summary>
internal sealed class ClientAssertion(TimeProvider clock) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public void Dispose() => http.Dispose();

    public async Task CheckAsync(string assertion, AzureFederation? federation, CancellationToken cancellationToken)
    {
        var (header, payload, signed, signature) = Parse(assertion);
        if (federation is null || Text(payload, "iss") != federation.Issuer)
        {
            throw new EntraException(700211, 400, "invalid_request", $"No matching federated identity record found for presented assertion issuer '{Text(payload, "iss")}'.");
        }

        if (Text(payload, "sub") != federation.Subject)
        {
            throw new EntraException(700213, 400, "invalid_request", $"No matching federated identity record found for presented assertion subject '{Text(payload, "sub")}'.");
        }

        var audiences = payload["aud"] is JsonArray list ? [.. list.Select(item => item?.ToString())] : new[] { Text(payload, "aud") };
        if (!audiences.Contains(federation.Audience))
        {
            throw new EntraException(700212, 400, "invalid_request", $"No matching federated identity record found for presented assertion audience '{audiences.FirstOrDefault()}'.");
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (Number(payload, "exp") is not { } expires || expires <= now || Number(payload, "nbf") > now + 300)
        {
            throw new EntraException(700024, 401, "invalid_client", "Client assertion is not within its valid time range.");
        }

        await VerifyAsync(federation, Text(header, "kid"), Text(header, "alg"), signed, signature, cancellationToken);
    }

    private async Task VerifyAsync(
        AzureFederation federation, string? kid, string? algorithm, byte[] signed, byte[] signature, CancellationToken cancellationToken)
    {
        var json = federation.Jwks ?? (federation.JwksUri is { } uri ? await FetchAsync(uri, cancellationToken) : null);
        var keys = json is null ? null : JsonNode.Parse(json)?["keys"] as JsonArray;
        var key = keys?.OfType<JsonObject>().FirstOrDefault(candidate => Text(candidate, "kid") == kid);
        if (key is null || Text(key, "kty") != "RSA" || algorithm != "RS256")
        {
            throw Invalid();
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(Text(key, "n")!), Exponent = Bytes(Text(key, "e")!) });
        if (!rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            throw Invalid();
        }
    }

    private async Task<string> FetchAsync(Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetStringAsync(uri, cancellationToken);
        }
        catch (HttpRequestException)
        {
            throw new EntraException(50166, 400, "invalid_request", "Request to External OIDC endpoint failed.");
        }
    }

    private static (JsonObject Header, JsonObject Payload, byte[] Signed, byte[] Signature) Parse(string assertion)
    {
        try
        {
            if (assertion.Split('.') is [var header, var payload, var signature])
            {
                return (
                    (JsonObject)JsonNode.Parse(Bytes(header))!, (JsonObject)JsonNode.Parse(Bytes(payload))!,
                    Encoding.ASCII.GetBytes($"{header}.{payload}"), Bytes(signature));
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidCastException)
        {
            // Below.
        }

        throw new EntraException(50027, 400, "invalid_request", "JWT token is invalid or malformed.");
    }

    private static EntraException Invalid() => new(700027, 401, "invalid_client", "The certificate with identifier used to sign the client assertion is not registered on application.");

    private static string? Text(JsonObject map, string name) => map[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static double? Number(JsonObject map, string name) => map[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    private static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
