using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.Ingestion.Custom;

/// <summary><c>X-Webhook-Signature: sha256=&lt;lower-case hex HMAC-SHA-256 of the raw body&gt;</c>.</summary>
public static class CustomSignature
{
    public const string HeaderName = "X-Webhook-Signature";
    private const string Scheme = "sha256=";

    /// <summary>True when one of the secrets made it. All are tried, each in constant time.</summary>
    public static bool IsValid(string? header, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        if (header is null || header.Length != Scheme.Length + 64 || !header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var given = Encoding.ASCII.GetBytes(header[Scheme.Length..]);
        var isValid = false;
        foreach (var secret in secrets)
        {
            var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
            isValid |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(expected));
        }

        return isValid;
    }
}
