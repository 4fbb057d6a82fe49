using System.Text.RegularExpressions;

namespace CauseFlow.Collection.Redaction;

/// <summary>The secrets that are known by their form or by their name.</summary>
internal static class SecretRules
{
    private const string Name = "\\\\?[\"']?\\s*[:=]\\s*";

    /// <summary>
    /// A value in quotes, escapes inside it included, also where the quotes themselves are escaped (JSON within JSON); the
    /// end may be cut off. A password may hold anything, so what follows an inner quote must not be left standing.
    /// </summary>
    private const string QuotedValue =
        "\\\\\"(?:[^\"\\\\\\r\\n]|\\\\\\\\(?:\\\\\")?|\\\\[^\"\\\\\\r\\n])*(?:\\\\\")?|\\\\'(?:[^'\\\\\\r\\n]|\\\\[^'\\r\\n])*(?:\\\\')?"
        + "|\"(?:[^\"\\\\\\r\\n]|\\\\[^\\r\\n])*\"?|'(?:[^'\\\\\\r\\n]|\\\\[^\\r\\n])*'?";

    /// <summary>In the order in which they are applied: the wide ones before what stands inside them.</summary>
    public static IReadOnlyList<SecretRule> All { get; } =
    [
        SecretRule.Token(["PRIVATE KEY"], "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[^-]|-[^-])*(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|-*)",
            _ => "[redacted:private_key]"),
        SecretRule.Named(["cookie"], "(?<k>\\b(?:set-)?cookie" + Name + ")[^\\r\\n]+", Keep("cookie")),

        // The first letters of {" and of { " in Base64.
        SecretRule.Token(["eyJ", "eyA"], "\\bey[JA][A-Za-z0-9_-]{7,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?", Is("token")),
        SecretRule.Word("bearer", "(?<k>\\bbearer\\s+)[A-Za-z0-9._~+/=-]+", Keep("token")),
        SecretRule.Word("basic", "(?<k>\\bbasic\\s+)[A-Za-z0-9+/=_-]{8,}", Keep("token")),
        SecretRule.Word("://", "(?<k>\\b[a-z][a-z0-9+.-]{1,20}://)[^\\s/@:\"'\\[]{0,256}:[^\\s/@\"'\\[]{1,512}@",
            match => match.Groups["k"].Value + "[redacted:credentials]@"),
        SecretRule.Named(["authorization"], "(?<k>\\bauthorization" + Name + ")(?<v>" + QuotedValue + "|[^\\r\\n]+)", Value),
        SecretRule.Named(["password", "passwd", "passphrase", "pass", "pwd", "pw"],
            "(?<k>(?:pass(?:word|wd|phrase)|(?:\\b|_)(?:pass|pwd|pw))" + Name + ")(?<v>" + QuotedValue + "|[^\\s\"']+)", Value),
        SecretRule.Named(
            [
                "secret", .. Joined(["secret"], "access"), .. Joined(["secret", "secretaccess", "secret_access", "secret-access"], "key"),
                .. Joined(["api", "access", "account", "private"], "key"), .. Joined(["key"], "id"), "credential", "credentials", "signature",
                "sig", "token",
            ],
            "(?<k>(?:secret(?:[_-]?access)?(?:[_-]?key)?|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key"
                + "|private[_-]?key|credentials?|signature|\\bsig|session[_-]?token|security[_-]?token"
                + "|(?:access|refresh|id|auth)[_-]?token|(?:\\b|_)token)" + Name + ")(?<v>" + QuotedValue + "|[^\\s\"',;&]+)", Value),
        SecretRule.Token(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "\\bgh[pousr]_[A-Za-z0-9]{16,}", Is("token")),
        SecretRule.Token(["github_pat_"], "\\bgithub_pat_[A-Za-z0-9_]{16,}", Is("token")),
        SecretRule.Token(["glpat-"], "\\bglpat-[A-Za-z0-9_-]{16,}", Is("token")),
        SecretRule.Token(["xox"], "\\bxox[a-z]-[A-Za-z0-9-]{8,}", Is("token")),
        SecretRule.Token(["sk_live_", "sk_test_", "rk_live_", "rk_test_"], "\\b[sr]k_(?:live|test)_[A-Za-z0-9]{8,}", Is("token")),
        SecretRule.Token(["sk-"], "\\bsk-(?:[a-z0-9]{2,12}-){0,3}[A-Za-z0-9_]{20,}[A-Za-z0-9_-]*", Is("token")),
        SecretRule.Token(["npm_"], "\\bnpm_[A-Za-z0-9]{30,}", Is("token")),
        SecretRule.Token(["hf_"], "\\bhf_[A-Za-z0-9]{30,}", Is("token")),
        SecretRule.Token(["SG."], "\\bSG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}", Is("token")),
        SecretRule.Word("hooks.slack.com", "(?<k>hooks\\.slack\\.com/(?:services|workflows)/)[A-Za-z0-9_/-]+", Keep("token")),
        SecretRule.Token(["ya29."], "\\bya29\\.[A-Za-z0-9._-]{16,}", Is("token")),
        SecretRule.Token(["GOCSPX-"], "\\bGOCSPX-[A-Za-z0-9_-]{16,}", Is("secret")),

        // A client secret of Entra: three characters, 7 or 8, Q, and a tilde.
        SecretRule.Token(["7Q~", "8Q~"], "\\b[A-Za-z0-9_.~-]{3}[78]Q~[A-Za-z0-9_.~-]{20,}", Is("secret")),
        SecretRule.Token(["AIza"], "\\bAIza[A-Za-z0-9_-]{20,}", Is("token")),
        SecretRule.Token(["AKIA", "ASIA", "AROA", "AIDA"], "\\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\\b", Is("access_key")),
        SecretRule.Token(["@"], "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})*\\.[A-Za-z]{2,24}", Is("email")),
        SecretRule.Named(["cpf"], "(?<k>\\bcpf" + Name + "\\\\?[\"']?)[0-9]{3}\\.?[0-9]{3}\\.?[0-9]{3}-?[0-9]{2}\\b", Keep("cpf")),
        SecretRule.Named(
            [.. Telephones, .. Joined(Telephones, "number"), .. Joined(Telephones, "num"), .. Joined(Telephones, "no")],
            "(?<k>(?:phone|mobile|celular|telefone|whatsapp|\\btel)(?:[_-]?(?:number|num|no))?" + Name + "\\\\?[\"']?)"
                + "\\+?\\(?[0-9][0-9 ().-]{6,18}[0-9]",
            Keep("phone")),
    ];

    private static string[] Telephones => ["phone", "mobile", "celular", "telefone", "whatsapp", "tel"];

    private static IEnumerable<string> Joined(IEnumerable<string> first, string second) =>
        first.SelectMany(name => (string[])[name + second, $"{name}_{second}", $"{name}-{second}"]);

    private static MatchEvaluator Is(string kind) => _ => $"[redacted:{kind}]";

    private static MatchEvaluator Keep(string kind) => match => $"{match.Groups["k"].Value}[redacted:{kind}]";

    /// <summary>Its quotes stay, so that what it stood in can still be read.</summary>
    private static string Value(Match match)
    {
        var (name, value) = (match.Groups["k"].Value, match.Groups["v"].Value);
        var quote = value.StartsWith('\\') ? value[..Math.Min(2, value.Length)] : value[..1];
        if (value.Length <= 3 && value.All(char.IsAsciiDigit))
        {
            // "pass: 12 fail: 3" counts tests; a secret is longer.
            return name + value;
        }

        return quote.EndsWith('"') || quote.EndsWith('\'') ? $"{name}{quote}[redacted:secret]{quote}" : name + "[redacted:secret]";
    }
}
