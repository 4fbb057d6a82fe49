using System.Text.RegularExpressions;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>Lays a paragraph of reasons out as lines: at three in the morning nobody reads paragraphs. No word is lost.</summary>
internal static partial class Explanation
{
    private const string For = "For: ";

    public static IReadOnlyList<string> Reasons(string text) =>
    [
        .. Boundary().Split(text.StartsWith(For, StringComparison.Ordinal) ? text[For.Length..] : text)
            .Select(part => part.Trim()).Where(part => part.Length > 0).Select(Sentence),
    ];

    private static string Sentence(string part) => part[^1] is '.' or ':' or '!' or '?' ? part : part + ".";

    /// <summary>After a citation's bracket, or at the end of a sentence that another follows.</summary>
    [GeneratedRegex(@"(?<=\]); |(?<=\]\.) |(?<=[a-z)]\.) (?=[A-Z])")]
    private static partial Regex Boundary();
}
