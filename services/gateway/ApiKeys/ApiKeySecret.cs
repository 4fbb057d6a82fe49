using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.Gateway.ApiKeys;

/// <summary>The text of an API key: <c>cflo_</c> and 256 random bits as lower-case hex.</summary>
internal static class ApiKeySecret
{
    public const string Prefix = "cflo_";
    private const int RandomBytes = 32;
    private const int Length = 5 + (2 * RandomBytes);

    public static string Create() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    public static bool HasShape(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
