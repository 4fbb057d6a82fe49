using System.Globalization;
using System.Text;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// Splits text of unknown origin into what can be read and marks for what cannot: control characters, escape sequences of
/// terminals, and the characters that turn the direction of text, with which a line can show something else than it holds.
/// </summary>
internal static class VisibleText
{
    private static readonly Dictionary<int, string> Named = new()
    {
        [0x1B] = "ESC", [0x00] = "NUL", [0x07] = "BEL", [0x08] = "BS", [0x0D] = "CR", [0x7F] = "DEL",
        [0x200B] = "ZWSP", [0x200E] = "LRM", [0x200F] = "RLM", [0x202A] = "LRE", [0x202B] = "RLE", [0x202C] = "PDF",
        [0x202D] = "LRO", [0x202E] = "RLO", [0x2066] = "LRI", [0x2067] = "RLI", [0x2068] = "FSI", [0x2069] = "PDI",
        [0xFEFF] = "BOM", [0x2028] = "LSEP", [0x2029] = "PSEP", [0x061C] = "ALM", [0xAD] = "SHY",
    };

    /// <param name="Text">To be shown.</param>
    /// <param name="Name">Code point of a mark; empty for what can be read.</param>
    public readonly record struct Run(string Text, string Name)
    {
        public bool IsMark => Name.Length > 0;
    }

    public static IEnumerable<Run> Runs(string? text)
    {
        var plain = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (!IsUnseen(rune))
            {
                plain.Append(rune.ToString());
                continue;
            }

            if (plain.Length > 0)
            {
                yield return new(plain.ToString(), "");
                plain.Clear();
            }

            yield return new(
                Named.GetValueOrDefault(rune.Value, string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}")),
                string.Create(CultureInfo.InvariantCulture, $"Invisible character U+{rune.Value:X4}"));
        }

        if (plain.Length > 0)
        {
            yield return new(plain.ToString(), "");
        }
    }

    /// <summary>As one string, where no markup is possible: attributes, titles, files.</summary>
    public static string Plain(string? text) => string.Concat(Runs(text).Select(run => run.IsMark ? $"[{run.Text}]" : run.Text));

    private static bool IsUnseen(Rune rune) => rune.Value is not ('\n' or '\t') && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;
}
