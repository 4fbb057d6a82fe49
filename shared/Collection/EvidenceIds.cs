using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.Collection;

/// <summary>
/// Ids that repeat: the same fact found twice has the same id, so a second run replaces and never doubles. Fields must
/// have passed the redactor first, else a secret could be confirmed by guessing at the hash.
/// </summary>
public sealed class EvidenceIds(string tenantId, string investigationId, string integrationId, string region)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const char Separator = '\u001f';

    /// <summary><c>evi_</c> and 32 characters (160 bits).</summary>
    /// <param name="kind">Kind of evidence, such as <c>log</c>.</param>
    /// <param name="fields">The fields that make this fact itself, in a fixed order.</param>
    public string For(string kind, params ReadOnlySpan<string?> fields)
    {
        var text = Start(tenantId, investigationId, kind, integrationId, region);
        foreach (var field in fields)
        {
            text.Append(Separator).Append(field);
        }

        return "evi_" + Base32(Hash(text).AsSpan(0, 20));
    }

    /// <summary>The message id of one part of findings: the same run and part sent again is the same message.</summary>
    public static Guid MessageId(
        string investigationId, int pass, string integrationId, string region, string source, string runId, int part)
    {
        var text = Start(
            investigationId, Invariant(pass), integrationId, region, source, runId, Invariant(part));
        return new Guid(Hash(text).AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>A short stable name for a text, such as a log template.</summary>
    internal static string Stable(string prefix, string text) =>
        prefix + Base32(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 10));

    private static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static StringBuilder Start(params ReadOnlySpan<string> fields)
    {
        var text = new StringBuilder(256);
        foreach (var field in fields)
        {
            text.Append(field).Append(Separator);
        }

        return text;
    }

    private static byte[] Hash(StringBuilder text) => SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 / 5) + 1);
        var buffer = 0;
        var bits = 0;
        foreach (var value in bytes)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0)
        {
            text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        }

        return text.ToString();
    }
}
