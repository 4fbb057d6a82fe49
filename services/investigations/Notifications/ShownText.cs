using System.Globalization;
using System.Text;

namespace CauseFlow.Investigations.Notifications;

/// <summary>Text of a cloud or a person as one line that every channel shows as it is, cut to a length.</summary>
internal static class ShownText
{
    /// <param name="text">Anything.</param>
    /// <param name="max">Characters (UTF-16) of the answer, at least 2.</param>
    public static string Of(string? text, int max)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var shown = Shown(rune);
            if (line.Length + shown.Length > max - 1)
            {
                return line.Append('…').ToString();
            }

            line.Append(shown);
        }

        return line.ToString().Trim();
    }

    /// <summary>Cut again, where a channel allows less.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        // Not in the middle of a pair.
        var end = max - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    private static string Shown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.Value is '\n' or '\r' or '\t' => " ",
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => $"\\u{{{rune.Value:x}}}",
        _ => rune.ToString(),
    };
}
