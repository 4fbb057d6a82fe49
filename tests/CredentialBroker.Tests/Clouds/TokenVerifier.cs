using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>A cloud's side of a federated token, written from the standards and not from the broker's code.</summary>
public static class TokenVerifier
{
    /// <summary>The claims, or why the token is not taken.</summary>
    public static (JsonElement? Claims, string? Error) Verify(
        string token, JsonElement keySet, string issuer, string audience, DateTimeOffset now)
    {
        if (token.Split('.') is not [var header, var payload, var signature])
        {
            return (null, "not three parts");
        }

        var head = Part(header);
        if (head.GetProperty("alg").GetString() != "RS256")
        {
            return (null, "algorithm");
        }

        var key = keySet.GetProperty("keys").EnumerateArray()
            .FirstOrDefault(key => key.GetProperty("kid").GetString() == head.GetProperty("kid").GetString());
        if (key.ValueKind != JsonValueKind.Object)
        {
            return (null, "unknown key");
        }

        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
        });
        if (!rsa.VerifyData(Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return (null, "signature");
        }

        var claims = Part(payload);
        return claims.GetProperty("iss").GetString() != issuer ? (null, "issuer")
            : claims.GetProperty("aud").GetString() != audience ? (null, "audience")
            : claims.GetProperty("exp").GetInt64() <= now.ToUnixTimeSeconds() ? (null, "expired")
            : claims.GetProperty("nbf").GetInt64() > now.ToUnixTimeSeconds() ? (null, "not yet")
            : (claims, null);
    }

    private static JsonElement Part(string part) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;
}
