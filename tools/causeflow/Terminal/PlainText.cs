using System.Globalization;
using System.Text;

namespace CauseFlow.Cli.Terminal;

/// <summary>
/// Text from elsewhere made harmless for a terminal: what would move the cursor, change colours, set titles, reorder or
/// hide characters is shown as an escape such as <c>\u{202e}</c>. Log lines and resource names come from strangers.
/// </summary>
internal static class PlainText
{
    /// <summary>One line: line breaks and tabs are shown too.</summary>
    public static string Line(string? text) => Show(text, keepsLines: false);

    /// <summary>Several lines; line feeds stay, a tab becomes spaces.</summary>
    public static string Block(string? text) => Show(text?.Replace("\r\n", "\n", StringComparison.Ordinal), keepsLines: true);

    /// <summary>The same JSON value with every such character as JSON's own escape; they occur only inside of its strings.</summary>
    public static string Json(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (!json.EnumerateRunes().Any(rune => !IsJsonSpace(rune) && IsHidden(rune)))
        {
            return json;
        }

        var text = new StringBuilder(json.Length);
        Span<char> units = stackalloc char[2];
        foreach (var rune in json.EnumerateRunes())
        {
            if (IsJsonSpace(rune) || !IsHidden(rune))
            {
                text.Append(rune.ToString());
                continue;
            }

            foreach (var unit in units[..rune.EncodeToUtf16(units)])
            {
                text.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static string Show(string? text, bool keepsLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var shown = new StringBuilder(text.Length);

        // Half of a pair becomes U+FFFD by the enumeration.
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(rune.Value switch
            {
                '\n' when keepsLines => "\n",
                '\t' when keepsLines => "    ",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when IsHidden(rune) => $"\\u{{{rune.Value:x}}}",
                _ => rune.ToString(),
            });
        }

        return shown.ToString();
    }

    private static bool IsJsonSpace(Rune rune) => rune.Value is '\n' or '\r' or '\t';

    /// <summary>Controls (C0, DEL, C1), formats (bidi, zero width, tags), separators of lines, private use, unassigned.</summary>
    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
}
