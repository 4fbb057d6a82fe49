using System.Buffers;

namespace CauseFlow.Collection.Redaction;

/// <summary>
/// Whether a text may hold a secret at all. Nearly no line does, so that this is what redaction costs: it may say yes too often, and
/// never no where a rule would find something.
/// </summary>
internal static class SecretHints
{
    /// <summary>Last three letters, in lower case, of the names whose value is a secret or personal.</summary>
    private static readonly HashSet<int> Tails =
    [
        .. new[]
        {
            // password, passwd, passphrase, pass, pwd, cookie, authorization
            "ord", "swd", "ase", "ass", "pwd", "kie", "ion",

            // secret, secret access, key, access key id, credential(s), signature, sig, token
            "ret", "ess", "key", "_id", "-id", "yid", "ial", "als", "ure", "sig", "ken",

            // cpf, phone and its number, mobile, celular, telefone, whatsapp, tel
            "cpf", "one", "ber", "num", "_no", "ile", "lar", "app", "tel",
        }.Select(tail => Pack(tail[0], tail[1], tail[2])),
    ];

    /// <summary>What tokens begin with, as their issuers write it, and the schemes before one.</summary>
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [
            "PRIVATE KEY", "eyJ", "earer", "EARER", "asic", "ASIC", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox",
            "sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk-", "npm_", "hf_", "SG.", "hooks.slack.com", "ya29.", "GOCSPX-", "Q~", "AIza",
            "AKIA", "ASIA", "AROA", "AIDA",
        ], StringComparison.Ordinal);

    /// <summary>A token that is known by itself.</summary>
    public static bool HasToken(ReadOnlySpan<char> text) => text.ContainsAny(Beginnings);

    /// <summary>A name and a value.</summary>
    public static bool HasNamedValue(ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOfAny('=', ':') is var next and >= 0; from += next + 1)
        {
            if (IsTelling(text[..(from + next)]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name may be quoted, the quotes escaped, and blanks may follow it.</summary>
    private static bool IsTelling(ReadOnlySpan<char> before)
    {
        var end = before.Length;
        while (end > 0 && char.IsWhiteSpace(before[end - 1]))
        {
            end--;
        }

        end -= end > 0 && before[end - 1] is '"' or '\'' ? 1 : 0;
        end -= end > 0 && before[end - 1] == '\\' ? 1 : 0;
        if (end >= 2 && (before[end - 1] | 0x20) == 'w' && (before[end - 2] | 0x20) == 'p')
        {
            return true;
        }

        return end >= 3 && Tails.Contains(Pack(Lower(before[end - 3]), Lower(before[end - 2]), Lower(before[end - 1])));
    }

    private static char Lower(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;

    private static int Pack(char first, char second, char third) => (first << 20) ^ (second << 10) ^ third;
}
