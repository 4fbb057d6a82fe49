using System.Globalization;
using System.Text;

namespace CauseFlow.Investigations.Export;

/// <summary>
/// Text of a cloud or a person as one line of Markdown that says what it says and does nothing: no markup, no HTML, no
/// link that a renderer would make by itself, no table cell of its own, no invisible or reordering character.
/// Callers put their own words in front, so that it never begins a line.
/// </summary>
public static class MarkdownText
{
    private const int MaxLength = 2_000;
    private const string Escaped = "\\`*_{}[]()#+-.!|~$^=:";

    public static string Of(string? text)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes().Take(MaxLength))
        {
            Append(line, rune);
        }

        if ((text?.Length ?? 0) > MaxLength)
        {
            line.Append(" …");
        }

        return line.ToString().Trim();
    }

    private static void Append(StringBuilder line, Rune rune)
    {
        switch (rune.Value)
        {
            case '<':
                line.Append("&lt;");
                return;
            case '>':
                line.Append("&gt;");
                return;
            case '&':
                line.Append("&amp;");
                return;
            case '@':
                // As an entity it is text to the renderers that look for mentions and addresses in the source.
                line.Append("&#64;");
                return;
        }

        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        {
            line.Append(' ');
        }
        else if (category is not (UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse))
        {
            if (rune.IsAscii && Escaped.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                line.Append('\\');
            }

            line.Append(rune);
        }
    }
}
