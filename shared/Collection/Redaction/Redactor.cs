using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace CauseFlow.Collection.Redaction;

/// <summary>
/// Takes secrets, personal data and terminal tricks out of text that came from a cloud, before it is mined, hashed or
/// published. Pure and idempotent. All patterns run on the non-backtracking engine, so that hostile text costs linear
/// time; the time-out is a second fence. What cannot be checked is withheld, never passed on.
/// </summary>
/// <param name="maxTextLength">Characters of one text that are looked at; the rest is cut off. Default 64 Ki.</param>
/// <param name="own">Patterns of the installation, after the product's.</param>
public sealed class Redactor(int maxTextLength = 64 * 1024, IEnumerable<RedactionPattern>? own = null)
{
    private const string Withheld = "[redacted:unchecked]";
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>
    /// What one rule takes away may lay bare what another looks for (a key id that ran into an address), so that changed text
    /// is looked at again. Unchanged text, nearly all there is, is looked at once.
    /// </summary>
    private const int MaxRounds = 4;

    private static readonly SearchValues<char> Dangerous =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(IsDangerous)]);

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A value in quotes, escapes inside it included, also where the quotes themselves are escaped (JSON within JSON); the
    /// end may be cut off. A password may hold anything, so what follows an inner quote must not be left standing.
    /// </summary>
    private const string QuotedValue =
        "\\\\\"(?:[^\"\\\\\\r\\n]|\\\\\\\\(?:\\\\\")?|\\\\[^\"\\\\\\r\\n])*(?:\\\\\")?|\\\\'(?:[^'\\\\\\r\\n]|\\\\[^'\\r\\n])*(?:\\\\')?"
        + "|\"(?:[^\"\\\\\\r\\n]|\\\\[^\\r\\n])*\"?|'(?:[^'\\\\\\r\\n]|\\\\[^\\r\\n])*'?";

    private static readonly Rule[] Rules =
    [
        new(["PRIVATE KEY"], Make("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[^-]|-[^-])*(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|-*)"),
            _ => "[redacted:private_key]"),
        new(["cookie"], Make("(?<k>\\b(?:set-)?cookie\\\\?[\"']?\\s*[:=]\\s*)[^\\r\\n]+"), m => Keep(m) + "[redacted:cookie]"),
        new(["ey"], Make("\\bey[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?"), _ => "[redacted:token]"),
        new(["bearer"], Make("(?<k>\\bbearer\\s+)[A-Za-z0-9._~+/=-]+"), m => Keep(m) + "[redacted:token]"),
        new(["basic"], Make("(?<k>\\bbasic\\s+)[A-Za-z0-9+/=_-]{8,}"), m => Keep(m) + "[redacted:token]"),
        new(["://"], Make("(?<k>\\b[a-z][a-z0-9+.-]{1,20}://)[^\\s/@:\"'\\[]{0,256}:[^\\s/@\"'\\[]{1,512}@"),
            m => Keep(m) + "[redacted:credentials]@"),
        new(["authorization"], Make("(?<k>\\bauthorization\\\\?[\"']?\\s*[:=]\\s*)(?<v>" + QuotedValue + "|[^\\r\\n]+)"),
            m => Keep(m) + Quoted(m.Groups["v"].Value)),
        new(["pass", "pw"], Make(
                "(?<k>(?:pass(?:word|wd|phrase)|(?:\\b|_)(?:pass|pwd|pw))\\\\?[\"']?\\s*[:=]\\s*)(?<v>" + QuotedValue
                + "|[^\\s\"']+)"),
            m => Keep(m) + Quoted(m.Groups["v"].Value)),
        new(
            [
                "secret", "token", "credential", "signature", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key", "accountkey",
                "account_key", "account-key", "privatekey", "private_key", "private-key", "sig=", "sig:", "sig\"", "sig'", "sig\\", "sig ", "sig\t",
            ], Make(
                "(?<k>(?:secret(?:[_-]?access)?(?:[_-]?key)?|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key"
                + "|private[_-]?key|credentials?|signature|\\bsig|session[_-]?token|security[_-]?token"
                + "|(?:access|refresh|id|auth)[_-]?token|(?:\\b|_)token)\\\\?[\"']?\\s*[:=]\\s*)"
                + "(?<v>" + QuotedValue + "|[^\\s\"',;&]+)"),
            m => Keep(m) + Quoted(m.Groups["v"].Value)),
        new(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], Make("\\bgh[pousr]_[A-Za-z0-9]{16,}"), _ => "[redacted:token]"),
        new(["github_pat_"], Make("\\bgithub_pat_[A-Za-z0-9_]{16,}"), _ => "[redacted:token]"),
        new(["glpat-"], Make("\\bglpat-[A-Za-z0-9_-]{16,}"), _ => "[redacted:token]"),
        new(["xox"], Make("\\bxox[a-z]-[A-Za-z0-9-]{8,}"), _ => "[redacted:token]"),
        new(["sk_live_", "sk_test_", "rk_live_", "rk_test_"], Make("\\b[sr]k_(?:live|test)_[A-Za-z0-9]{8,}"), _ => "[redacted:token]"),
        new(["sk-"], Make("\\bsk-(?:[a-z0-9]{2,12}-){0,3}[A-Za-z0-9_]{20,}[A-Za-z0-9_-]*"), _ => "[redacted:token]"),
        new(["npm_"], Make("\\bnpm_[A-Za-z0-9]{30,}"), _ => "[redacted:token]"),
        new(["hf_"], Make("\\bhf_[A-Za-z0-9]{30,}"), _ => "[redacted:token]"),
        new(["SG."], Make("\\bSG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"), _ => "[redacted:token]"),
        new(["hooks.slack.com"], Make("(?<k>hooks\\.slack\\.com/(?:services|workflows)/)[A-Za-z0-9_/-]+"), m => Keep(m) + "[redacted:token]"),
        new(["ya29."], Make("\\bya29\\.[A-Za-z0-9._-]{16,}"), _ => "[redacted:token]"),
        new(["GOCSPX-"], Make("\\bGOCSPX-[A-Za-z0-9_-]{16,}"), _ => "[redacted:secret]"),

        // A client secret of Entra: three characters, 7 or 8, Q, and a tilde.
        new(["Q~"], Make("\\b[A-Za-z0-9_.~-]{3}[78]Q~[A-Za-z0-9_.~-]{20,}"), _ => "[redacted:secret]"),
        new(["AIza"], Make("\\bAIza[A-Za-z0-9_-]{20,}"), _ => "[redacted:token]"),

        // Key ids are upper case only, and "asiapacificorders" is a name.
        new(["AKIA", "ASIA", "AROA", "AIDA"], MakeCaseSensitive("\\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\\b"), _ => "[redacted:access_key]"),
        new(["@"], Make("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})*\\.[A-Za-z]{2,24}"),
            _ => "[redacted:email]"),
        new(["cpf"], Make("(?<k>\\bcpf\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?)[0-9]{3}\\.?[0-9]{3}\\.?[0-9]{3}-?[0-9]{2}\\b"), m => Keep(m) + "[redacted:cpf]"),
        new(["phone", "mobile", "celular", "telefone", "whatsapp", "tel:", "tel=", "tel\""],
            Make("(?<k>(?:phone|mobile|celular|telefone|whatsapp|\\btel)(?:_?(?:number|num|no))?\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?)"
                + "\\+?\\(?[0-9][0-9 ().-]{6,18}[0-9]"),
            m => Keep(m) + "[redacted:phone]"),
    ];

    private readonly (string Name, Regex Pattern)[] _own =
        [.. (own ?? []).Select(pattern => ($"[redacted:{pattern.Name}]", pattern.Compile()))];

    /// <summary>The text without secrets, control characters, terminal escapes and direction overrides; tabs and line ends stay.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var clean = StripControls(text.Length > maxTextLength ? text[..maxTextLength] : text);
            for (var (round, before) = (0, ""); round < MaxRounds && clean != before; round++)
            {
                before = clean;
                clean = PersonalNumbers.Redact(ApplyRules(clean));
            }

            return clean;
        }
        catch (RegexMatchTimeoutException)
        {
            return Withheld;
        }
    }

    private string ApplyRules(string text)
    {
        if (MayHoldSecret(text))
        {
            foreach (var rule in Rules)
            {
                text = rule.Apply(text);
            }
        }

        foreach (var (name, pattern) in _own)
        {
            text = pattern.Replace(text, name);
        }

        return text;
    }

    /// <summary>False for nearly every line.</summary>
    internal static bool MayHoldSecret(string text) =>
        SecretHints.HasToken(text) || text.Contains('@', StringComparison.Ordinal) || SecretHints.HasNamedValue(text);

    /// <summary>For the test that the quick look misses nothing.</summary>
    internal static bool HoldsSecret(string text) => Array.Exists(Rules, rule => rule.Apply(text) != text);

    /// <summary>As <see cref="Redact"/>, null stays null.</summary>
    public string? RedactOptional(string? text) => text is null ? null : Redact(text);

    private static Regex Make(string pattern) => new(pattern, Options, MatchTimeout);

    private static Regex MakeCaseSensitive(string pattern) => new(pattern, Options & ~RegexOptions.IgnoreCase, MatchTimeout);

    private static string Keep(Match match) => match.Groups["k"].Value;

    private static string Quoted(string value)
    {
        var quote = value.StartsWith('\\') ? value[..Math.Min(2, value.Length)] : value[..1];
        if (value.Length <= 3 && value.All(char.IsAsciiDigit))
        {
            // "pass: 12 fail: 3" counts tests; a secret is longer.
            return value;
        }

        var isQuoted = quote.EndsWith('"') || quote.EndsWith('\'');
        return isQuoted ? $"{quote}[redacted:secret]{quote}" : "[redacted:secret]";
    }

    private static string StripControls(string text)
    {
        var first = text.AsSpan().IndexOfAny(Dangerous);
        if (first < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        clean.Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (text[i] == '\u001b')
            {
                i = SkipEscape(text, i);
            }
            else if (!Dangerous.Contains(text[i]))
            {
                clean.Append(text[i]);
            }
        }

        return clean.ToString();
    }

    /// <summary>The index of the last character of an escape sequence: CSI ends with @ to ~, OSC with BEL or ESC.</summary>
    private static int SkipEscape(string text, int escape)
    {
        var i = escape + 1;
        if (i >= text.Length || text[i] is not ('[' or ']'))
        {
            return Math.Min(i, text.Length - 1);
        }

        var isOsc = text[i] == ']';
        for (i++; i < text.Length && i - escape < 256; i++)
        {
            if (isOsc ? text[i] is '\u0007' or '\u001b' : text[i] is >= '@' and <= '~')
            {
                return i;
            }
        }

        return Math.Min(i, text.Length) - 1;
    }

    private static bool IsDangerous(char c) => c switch
    {
        '\t' or '\n' or '\r' => false,
        < ' ' or '\u007f' => true,
        >= '\u0080' and <= '\u009f' => true,
        '\u061c' or '\u200e' or '\u200f' or '\ufeff' => true,
        >= '\u202a' and <= '\u202e' => true,
        >= '\u2066' and <= '\u2069' => true,
        _ => false,
    };

    /// <summary>A pattern behind a cheap test, since most lines hold none of this.</summary>
    private sealed class Rule(string[] hints, Regex pattern, MatchEvaluator replace)
    {
        private readonly SearchValues<string> _hints = SearchValues.Create(hints, StringComparison.OrdinalIgnoreCase);

        public string[] Hints => hints;

        public string Apply(string text) => text.AsSpan().ContainsAny(_hints) ? pattern.Replace(text, replace) : text;
    }
}
