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

    /// <summary>
    /// What one rule takes away may lay bare what another looks for (a key id that ran into an address), so that changed text
    /// is looked at again. Unchanged text, nearly all there is, is looked at once.
    /// </summary>
    private const int MaxRounds = 4;

    private static readonly SearchValues<char> Dangerous =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(IsDangerous)]);

    private static readonly IReadOnlyList<SecretRule> Rules = SecretRules.All;
    private static readonly SecretNames Names = new(Rules);

    /// <summary>One look for the beginnings of all rules; another for the few that stand in any case, because that costs more.</summary>
    private static readonly SearchValues<string> Beginnings = BeginningsOf(isAnyCase: false);
    private static readonly SearchValues<string> Words = BeginningsOf(isAnyCase: true);

    private readonly (string Name, Regex Pattern)[] _own =
        [.. (own ?? []).Select(pattern => ($"[redacted:{pattern.Name}]", pattern.Compile()))];

    /// <summary>The text without secrets, control characters, terminal escapes and direction overrides; tabs and line ends stay.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var clean = StripControls(WholeText.UpTo(text, maxTextLength));
            for (var (round, before) = (0, ""); round < MaxRounds && clean != before; round++)
            {
                before = clean;
                clean = PersonalNumbers.Redact(ApplyRules(clean));
            }

            return ApplyOwn(clean);
        }
        catch (RegexMatchTimeoutException)
        {
            return Withheld;
        }
    }

    private static string ApplyRules(string text)
    {
        var named = Names.In(text);
        if (named != 0 || MayHoldToken(text))
        {
            for (var place = 0; place < Rules.Count; place++)
            {
                text = Rules[place].Apply(text, (named & (1UL << place)) != 0);
            }
        }

        return text;
    }

    /// <summary>Once, and last: none of them matches what it leaves itself.</summary>
    private string ApplyOwn(string text)
    {
        foreach (var (name, pattern) in _own)
        {
            text = pattern.Replace(text, name);
        }

        return text;
    }

    /// <summary>The sign of an address is looked for by itself: a single character is no matter for a search of words.</summary>
    private static SearchValues<string> BeginningsOf(bool isAnyCase) => SearchValues.Create(
        [.. Rules.Where(rule => rule.IsAnyCase == isAnyCase).SelectMany(rule => rule.Beginnings).Where(beginning => beginning.Length > 1)],
        isAnyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static bool MayHoldToken(ReadOnlySpan<char> text) =>
        text.Contains('@') || text.ContainsAny(Beginnings) || text.ContainsAny(Words);

    /// <summary>Redacted as long as it is whole, and then cut: half a credential no longer has the form by which it is known.</summary>
    public string RedactUpTo(string text, int max) => WholeText.UpTo(Redact(text), max);

    /// <summary>As <see cref="Redact"/>, null stays null.</summary>
    public string? RedactOptional(string? text) => text is null ? null : Redact(text);

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
}
