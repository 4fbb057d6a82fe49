using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Signing;

/// <summary>
/// The canonical request of Signature Version 4, built from what arrived and not from what a framework made of it
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
internal static partial class CanonicalRequest
{
    public static string Build(AwsRequest request, IReadOnlyList<string> signedHeaders)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(CanonicalPath(request.RawPath)).Append('\n');
        text.Append(CanonicalQuery(request.RawQuery)).Append('\n');
        foreach (var name in signedHeaders)
        {
            text.Append(name).Append(':').Append(Folded(request.Header(name) ?? "")).Append('\n');
        }

        text.Append('\n').Append(string.Join(';', signedHeaders)).Append('\n');
        return text.Append(Hash(request.Body)).ToString();
    }

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Every service but S3 encodes the already encoded path a second time, after resolving dots.</summary>
    private static string CanonicalPath(string rawPath)
    {
        var segments = new List<string>();
        var raw = rawPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var segment in raw.Where(segment => segment != "."))
        {
            if (segment != "..")
            {
                segments.Add(Encode(Encoding.UTF8.GetBytes(segment)));
            }
            else if (segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
        }

        var trailing = segments.Count > 0 && rawPath.EndsWith('/') ? "/" : "";
        return "/" + string.Join('/', segments) + trailing;
    }

    private static string CanonicalQuery(string rawQuery) => string.Join('&', rawQuery
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Recode(pair[0]), Value: pair.Length == 2 ? Recode(pair[1]) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Recode(string raw) => Encode(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(raw)));

    private static string Encode(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                text.Append((char)value);
            }
            else
            {
                text.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static string Folded(string value) => Spaces().Replace(value.Trim(), " ");

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
