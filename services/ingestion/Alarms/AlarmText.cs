using System.Globalization;
using System.Text;
using CauseFlow.Collection.Redaction;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>
/// What a sender wrote, as it may be kept and shown: without invisible and direction-changing characters, which also
/// hide secrets from the redactor, then redacted, then cut, so that no cut leaves half a secret unrecognised.
/// </summary>
public static class AlarmText
{
    private const int MaxTextLength = 4096;
    private static readonly Redactor Redactor = new();

    /// <summary>A description or a reason, which may have several lines; null for nothing.</summary>
    public static string? Paragraph(string? text) =>
        string.IsNullOrEmpty(text) ? null : Cut(Redactor.Redact(Visible(text, mayHaveLines: true)), MaxTextLength);

    /// <summary>A name, a unit or another word of one line.</summary>
    public static string Line(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Cut(Redactor.Redact(Visible(text, mayHaveLines: false)), maxLength);
    }

    /// <summary>As <see cref="Line"/>; null stays null.</summary>
    public static string? OptionalLine(string? text, int maxLength) => text is null ? null : Line(text, maxLength);

    /// <summary>
    /// Names and values, each redacted together with its name, so that a secret's name makes its value recognisable.
    /// </summary>
    public static Dictionary<string, string> Pairs(
        IEnumerable<KeyValuePair<string, string>> pairs, int maxName, int maxValue)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            var text = Line($"{name}={value}", maxName + 1 + maxValue);
            kept[Line(name, maxName)] = text.StartsWith(name + "=", StringComparison.Ordinal)
                ? text[(name.Length + 1)..] : text;
        }

        return kept;
    }

    private static string Visible(string text, bool mayHaveLines)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
            {
                continue;
            }

            // Other control characters are the redactor's: it knows whole terminal escapes.
            visible.Append(!mayHaveLines && (rune.Value is '\n' or '\r' or '\t') ? new Rune(' ') : rune);
        }

        return visible.ToString();
    }

    /// <summary>Half a surrogate pair could not be stored.</summary>
    private static string Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text
        : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
}
