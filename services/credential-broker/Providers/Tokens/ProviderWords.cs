using System.Text.RegularExpressions;

namespace CauseFlow.CredentialBroker.Providers.Tokens;

/// <summary>A vendor's own words beside ours: bounded, printable, one line, and never with the secret.</summary>
internal static partial class ProviderWords
{
    private const int MaxLength = 300;

    /// <summary>A code as a vendor sent it, as far as it is one.</summary>
    public static string Word(string? code) =>
        string.Concat((code ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.').Take(60));

    public static string Quote(string vendor, string? text, params ReadOnlySpan<string?> secrets)
    {
        var said = text ?? "";
        foreach (var secret in secrets)
        {
            said = secret is { Length: > 0 } ? said.Replace(secret, "[redacted]", StringComparison.Ordinal) : said;
        }

        // What the library signed is not known here, and is worth as much as the key for an hour.
        var line = SignedToken().Replace(said, "[redacted]").AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        var bounded = string.Concat((end < 0 ? line : line[..end]).ToString().Where(c => !char.IsControl(c)).Take(MaxLength));
        return bounded.Length > 0 ? $" {vendor} said: {bounded}" : "";
    }

    [GeneratedRegex(@"eyJ[A-Za-z0-9_.=-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SignedToken();
}
